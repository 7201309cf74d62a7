//! Frames that contradict each other or themselves, found when they are loaded.

use std::collections::HashMap;

use crate::ExtractError;
use crate::frame::Frame;

/// Refuses frames between which nothing decides.
///
/// A trigger stands once in a frame; whom a frame yields to exists and does not yield back; and of two frames of one
/// kind that share a trigger one yields to the other, for else a text that fits both gives one fact twice.
///
/// # Errors
/// [`ExtractError::Rule`] names both frames and the trigger.
pub(crate) fn check(frames: &[Frame]) -> Result<(), ExtractError> {
    let wrong = |f: &Frame, message: String| ExtractError::Rule {
        file: "frames".to_owned(),
        rule: f.id.to_string(),
        message,
    };
    for f in frames {
        for y in &f.yields_to {
            match frames.iter().find(|o| o.id == *y) {
                None => return Err(wrong(f, format!("it yields to {y}, which does not exist"))),
                Some(o) if o.yields_to.contains(&f.id) => {
                    return Err(wrong(f, format!("it and {y} yield to each other")));
                }
                Some(_) => {}
            }
        }
    }
    let mut seen: HashMap<(bool, &str), Vec<&Frame>> = HashMap::new();
    for f in frames {
        let verbs = f.zh.iter().chain(&f.en).map(|t| (false, t.as_str()));
        for key in verbs.chain(f.en_noun.iter().map(|t| (true, t.as_str()))) {
            let before = seen.entry(key).or_default();
            for o in before.iter() {
                if o.id == f.id {
                    return Err(wrong(f, format!("the trigger «{}» is given twice", key.1)));
                }
                if o.kind == f.kind && !o.yields_to.contains(&f.id) && !f.yields_to.contains(&o.id) {
                    let message = format!("«{}» triggers {} too; one must yield to the other", key.1, o.id);
                    return Err(wrong(f, message));
                }
            }
            before.push(f);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::parse;

    /// A frame with one trigger, which yields to another.
    fn frame(id: &str, triggers: &str, yields: &str) -> String {
        format!(
            "[[frame]]\nid = \"{id}\"\nkind = \"move\"\nset = {{ type = \"join\" }}\nzh = [{triggers}]\n[frame.slots]\n\
             person = [\"subject:person\"]\nyields_to = [{yields}]\n[[frame.example]]\ntext = \"一句话\"\nclaims = [\"join person=甲\"]\n"
        )
    }

    fn checked(frames: &[String]) -> Result<(), ExtractError> {
        check(&parse("test.toml", &frames.concat()).unwrap())
    }

    #[test]
    fn two_frames_with_one_trigger_need_an_order() {
        let one = frame("move.a", "\"挪\"", "");
        assert!(checked(std::slice::from_ref(&one)).is_ok());
        assert!(checked(&[one.clone(), frame("move.b", "\"挪\"", "")]).is_err());
        assert!(checked(&[one, frame("move.b", "\"挪\"", "\"move.a\"")]).is_ok());
    }

    #[test]
    fn an_order_leads_somewhere_and_not_back() {
        assert!(checked(&[frame("move.a", "\"挪\"", "\"move.z\"")]).is_err());
        let (a, b) = (frame("move.a", "\"挪\"", "\"move.b\""), frame("move.b", "\"挪\"", "\"move.a\""));
        assert!(checked(&[a, b]).is_err());
        assert!(checked(&[frame("move.a", "\"挪\", \"挪\"", "")]).is_err());
    }
}
