use std::collections::BTreeSet;

use pinyin::{ToPinyin, ToPinyinMulti};

/// Readings kept per name: enough for three characters with two readings each, and a bound for hostile names.
const MOST: usize = 16;

/// Surnames of one character that most people of Chinese name bear, in Simplified.
pub(crate) const COMMON_SURNAMES: &str = "\
    王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩邓冯曹彭曾肖萧田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆\
    范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严欧莫孔向常汤康易乔赖文庞樊兰殷施洪翟安颜\
    倪牛温芦季俞章鲁葛伍申尤毕聂柴焦代柳邢岳齐梅庄辛管祝左涂谷祁耿牟卜路詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍\
    翁隋植甘景薄单包司柏宁柯阮桂闵解强丛华车冉房边辜吉饶刁瞿戚丘古米池滕晋苑邬臧畅宫来嵺苟全褚廉简娄盖符奚木穆党燕郎邸冀谈姬\
    屠连郜晏栾郁商蒙计喻揭窦迟宇敖糜鄢冷卓花仇艾蓝都巩稽井练仲乐虞卞封竺冼原官衣楚佟栗匡宗应台巫鞠僧桑荆谌银扬明沙薄伏岑习邝区谌幸麻詹阚麦区";

/// The sounds of a personal name: toneless letters run together, surname first and surname last.
///
/// A Chinese name gives its readings, a Latin one its letters, so that equal sounds meet across scripts. A
/// transliterated name (with ·) and a name of one character give none.
///
/// ```
/// let han = tradewire_resolve::sounds("龐若鳴");
/// assert!(tradewire_resolve::sounds("Ruoming Pang").iter().any(|s| han.contains(s)));
/// assert!(tradewire_resolve::sounds("山姆·奧爾特曼").is_empty());
/// ```
#[must_use]
pub fn sounds(name: &str) -> Vec<String> {
    let folded = tradewire_script::fold_str(name.trim());
    if is_han_name(&folded) {
        han(&folded)
    } else if folded.is_ascii() {
        latin(&folded)
    } else {
        Vec::new()
    }
}

/// Whether a folded name is two to four Chinese characters and nothing else.
pub(crate) fn is_han_name(folded: &str) -> bool {
    let n = folded.chars().count();
    (2..=4).contains(&n) && folded.chars().all(is_han)
}

pub(crate) fn is_han(c: char) -> bool {
    matches!(u32::from(c), 0x3400..=0x9fff | 0xf900..=0xfaff | 0x20000..=0x2fa1f)
}

/// Toneless readings of one character; ü as the letters that passports and papers write.
pub(crate) fn readings(c: char) -> BTreeSet<String> {
    let mut out = BTreeSet::new();
    if let Some(multi) = c.to_pinyin_multi() {
        for reading in multi {
            let plain = reading.plain();
            if plain.contains('ü') {
                out.extend(["u", "v", "yu"].map(|u| plain.replace('ü', u)));
            } else if plain.is_ascii() {
                out.insert(plain.to_owned());
            }
        }
    }
    out
}

/// The usual reading of one character, with its tone.
pub(crate) fn usual(c: char) -> Option<&'static str> {
    // As in names, where dictionaries list another reading first.
    if c == '晟' {
        return Some("shèng");
    }
    c.to_pinyin().map(pinyin::Pinyin::with_tone)
}

fn han(name: &str) -> Vec<String> {
    let chars: Vec<char> = name.chars().collect();
    let spoken: Vec<BTreeSet<String>> = chars.iter().map(|&c| readings(c)).collect();
    let surname = if chars.len() == 4 { 2 } else { 1 };
    let mut out = BTreeSet::new();
    let mut given_first: Vec<usize> = (surname..chars.len()).collect();
    given_first.extend(0..surname);
    for order in [(0..chars.len()).collect::<Vec<_>>(), given_first] {
        let mut made = vec![String::new()];
        for i in order {
            let mut next = Vec::new();
            for head in &made {
                next.extend(spoken[i].iter().map(|r| format!("{head}{r}")));
            }
            next.truncate(MOST);
            made = next;
        }
        out.extend(made.into_iter().filter(|s| !s.is_empty()));
    }
    out.into_iter().collect()
}

fn latin(name: &str) -> Vec<String> {
    let words: Vec<String> = name
        .split(|c: char| c.is_whitespace() || c == ',')
        .map(|w| w.chars().filter(char::is_ascii_alphabetic).collect::<String>())
        .filter(|w| w.len() > 1)
        .collect();
    if !(2..=3).contains(&words.len()) {
        return Vec::new();
    }
    let mut out = BTreeSet::from([words.concat()]);
    let (last, first) = (words.len() - 1, &words[0]);
    out.insert(format!("{}{}", words[last], words[..last].concat()));
    out.insert(format!("{}{first}", words[1..].concat()));
    out.into_iter().collect()
}

/// Whether two Chinese names of one length differ in exactly one character, and that one sounds the same.
pub(crate) fn one_homophone(a: &str, b: &str) -> bool {
    let (a, b) = (tradewire_script::fold_str(a), tradewire_script::fold_str(b));
    if !is_han_name(&a) || !is_han_name(&b) || a.chars().count() != b.chars().count() {
        return false;
    }
    let mut differing = a.chars().zip(b.chars()).filter(|(x, y)| x != y);
    match (differing.next(), differing.next()) {
        (Some((x, y)), None) => !readings(x).is_disjoint(&readings(y)),
        _ => false,
    }
}

/// The sound of the surname a name seems to have: of its first character, or its last Latin word.
pub(crate) fn surname_sounds(name: &str) -> BTreeSet<String> {
    let folded = tradewire_script::fold_str(name.trim());
    let mut out = BTreeSet::new();
    if is_han_name(&folded) {
        out.extend(folded.chars().next().map(readings).unwrap_or_default());
    } else if let Some(last) = folded.rsplit(|c: char| c.is_whitespace() || c == '·').next() {
        if last.is_ascii() {
            out.insert(last.chars().filter(char::is_ascii_alphabetic).collect());
        } else if last.chars().count() == 1 {
            out.extend(last.chars().next().map(readings).unwrap_or_default());
        }
    }
    out.retain(|s| s.len() > 1);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn either_order_and_either_script_sound_the_same() {
        let meets = |a: &str, b: &str| sounds(a).iter().any(|s| sounds(b).contains(s));
        assert!(meets("余家辉", "Jiahui Yu") && meets("余佳輝", "Yu Jiahui"));
        assert!(meets("曾毅", "Zeng Yi"), "the second reading counts");
        assert!(meets("吕蒙", "Meng Lyu"));
        assert!(meets("欧阳明", "Ming Ouyang") || !meets("欧阳明", "Ouyang Li"));
        assert!(!meets("余家辉", "Jiahao Yu"));
    }

    #[test]
    fn one_wrong_character_of_the_same_sound() {
        assert!(one_homophone("余家輝", "余佳辉"));
        assert!(one_homophone("赵胜佳", "赵晟佳"));
        assert!(!one_homophone("余家辉", "余家辉") && !one_homophone("余家辉", "于佳辉"));
        assert!(!one_homophone("王伟", "王芳"));
    }

    #[test]
    fn surnames_meet_across_scripts() {
        assert!(!surname_sounds("汪滔").is_disjoint(&surname_sounds("Alexandr Wang")));
        assert!(!surname_sounds("亚历山大·王").is_disjoint(&surname_sounds("汪滔")));
        assert!(surname_sounds("汪滔").is_disjoint(&surname_sounds("Lucy Guo")));
    }
}
