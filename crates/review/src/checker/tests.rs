//! Who tells what, and which names there are; whatever the weights.

use tradewire_model::{Args, Attribution, ClaimKind, Modality, Name, Role, Value};

use super::lexicon::Lexicon;
use super::scene::Scene;
use super::subject::Subject;
use super::telling::tellings;

fn with<T>(text: &str, quote: &str, args: &Args, look: impl FnOnce(&Scene<'_>) -> T) -> T {
    let lexicon = Lexicon::load().unwrap();
    let attribution = Attribution::default();
    let subject = Subject {
        kind: ClaimKind::Move,
        modality: Modality::Reported,
        args,
        attribution: &attribution,
        published: None,
        outlet: None,
        quote,
        text,
        at: None,
    };
    look(&Scene::of(&subject, &lexicon).unwrap())
}

/// Each word of saying with how its subject was come upon, and whom it means.
fn told(text: &str, quote: &str, args: &Args) -> Vec<String> {
    with(text, quote, args, |scene| {
        tellings(scene, &[])
            .iter()
            .map(|t| {
                let who = t.at.as_ref().map(|a| scene.written(a)).unwrap_or_default();
                format!("{} {} {who}", scene.written(&t.cue), t.way.code())
            })
            .collect()
    })
}

fn names(text: &str, quote: &str) -> Vec<String> {
    with(text, quote, &Args::new(), |scene| scene.found.iter().map(|f| scene.written(&f.at[0])).collect())
}

fn has(all: &[String], one: &str) {
    assert!(all.iter().any(|x| x.trim_end() == one), "{one} in {all:?}");
}

fn has_not(all: &[String], one: &str) {
    assert!(!all.iter().any(|x| x.trim_end() == one), "{one} in {all:?}");
}

#[test]
fn chinese_organisations_show_by_their_ends_brackets_and_quotation_marks() {
    let text = "《南湾财经》报道，蓝杉科技昨日挖走了远帆智能的顾一舟。招聘平台“快谋”发布的报告显示，两家公司都在招人。";
    let found = names(text, "蓝杉科技昨日挖走了远帆智能的顾一舟");
    for name in ["南湾财经", "蓝杉科技", "远帆智能", "快谋", "顾一舟"] {
        has(&found, name);
    }
    let found = names("她谈到薪资时说，今年120万约不到人。", "今年120万约不到人");
    has_not(&found, "万约不");
}

#[test]
fn a_claim_s_roles_say_who_is_a_person() {
    let text = "Mira Holt now runs the lab. Quiet Harbour lost its head, Joan Petrov, in June, she confirmed on Monday.";
    let mut args = Args::new();
    args.set(Role::From, Value::Name(Name::unresolved("Quiet Harbour")));
    args.set(Role::Person, Value::Name(Name::unresolved("Joan Petrov")));
    let all = told(text, "Quiet Harbour lost its head, Joan Petrov", &args);
    has(&all, "confirmed pronoun Mira Holt");
}

#[test]
fn english_words_of_saying_find_their_subjects() {
    let of = |text: &str, quote: &str| told(text, quote, &Args::new());
    let all = of("The two reports agree on Marlowe. The Bay Herald said so.", "agree on Marlowe");
    assert!(!all.iter().any(|t| t.starts_with("reports")), "{all:?}");
    let all = of("She will report to Rao from Monday, Marlowe said.", "She will report to Rao");
    assert!(!all.iter().any(|t| t.starts_with("report ")), "{all:?}");
    has(&all, "said name Marlowe");
    let all = of(
        "Joan Petrov left Marlowe, she wrote on X. Its chief, Ada Rao, said nothing.",
        "Joan Petrov left Marlowe",
    );
    has(&all, "wrote pronoun Joan Petrov");
    let all = of("A recruiter said the offers doubled. She added that nobody took them.", "nobody took them");
    has(&all, "added unnamed");
    let all = of("A Bay Herald story that Marlowe was sold went round.", "Marlowe was sold");
    has(&all, "story that name Bay Herald");
    let all = of(
        "Marlowe was sold, the Bay Herald reported. The company told staff on Monday that jobs were safe.",
        "jobs were safe",
    );
    has(&all, "told firm Marlowe");
    let all = of("Rao is reportedly on the way out at Marlowe.", "Rao is reportedly on the way out");
    has(&all, "reportedly rumour");
}

#[test]
fn chinese_words_of_saying_find_their_subjects() {
    let of = |text: &str, quote: &str| told(text, quote, &Args::new());
    let all = of("一位刚拿到合同的研究员说，底薪翻了一倍。", "底薪翻了一倍");
    has(&all, "说 unnamed");
    let all = of("顾一舟在社交平台上写道，自己没有离职。", "自己没有离职");
    has(&all, "写道 name 顾一舟");
    let all = of("《南湾财经》上周报道她已离职；蓝杉科技的报价没有变。", "她已离职");
    assert!(!all.iter().any(|t| t.starts_with("报 ")), "{all:?}");
    let all = of("网传顾一舟将到新院任职。", "网传顾一舟将到新院任职");
    has(&all, "网传 rumour");
}
