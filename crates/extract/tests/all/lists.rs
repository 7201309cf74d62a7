//! People told of together, each with a firm and a time of their own.

use tradewire_model::{ClaimKind, Role};

use crate::telling::{claims, names};

/// Who moved, and from where.
fn whence(text: &str) -> Vec<(String, String)> {
    let one = |v: Vec<String>| v.first().cloned().unwrap_or_default();
    let mut all: Vec<_> = claims(ClaimKind::Move, text)
        .iter()
        .map(|c| {
            let who = one(names(c, Role::Person));
            let who = if who.is_empty() { one(names(c, Role::Group)) } else { who };
            (who, one(names(c, Role::From)))
        })
        .collect();
    all.sort();
    all
}

#[test]
fn each_of_a_list_has_a_firm_of_their_own() {
    for text in [
        "Larkspur hired Ada Voss of OpenAI, Ben Okri of Google and Cora Dunne of Apple.",
        "Larkspur hired Ada Voss (OpenAI), Ben Okri (Google) and Cora Dunne (Apple).",
        "Ada Voss of OpenAI, Ben Okri of Google and Cora Dunne of Apple have joined Larkspur.",
    ] {
        let want = [("Ada Voss", "OpenAI"), ("Ben Okri", "Google"), ("Cora Dunne", "Apple")];
        assert_eq!(whence(text), want.map(|(a, b)| (a.to_owned(), b.to_owned())), "{text}");
    }
}

#[test]
fn what_is_said_of_one_is_said_of_no_other() {
    let told = |text: &str, want: &[(&str, &str)]| {
        let want: Vec<_> = want.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
        assert_eq!(whence(text), want, "{text}");
    };
    told(
        "Larkspur hired Ada Voss and former Google engineer Ben Okri.",
        &[("Ada Voss", ""), ("Ben Okri", "Google")],
    );
    told(
        "Larkspur hired four engineers, including Ada Voss, a former Tesla vice president.",
        &[("Ada Voss", "Tesla"), ("four engineers", "")],
    );
    told(
        "Larkspur hired seven researchers from OpenAI and two from Google.",
        &[("seven researchers", "OpenAI"), ("two", "Google")],
    );
    // What stands before a list is said of all.
    told(
        "Larkspur hired former Google engineers Ada Voss and Ben Okri.",
        &[("Ada Voss", "Google"), ("Ben Okri", "Google")],
    );
}

#[test]
fn each_verb_has_the_date_behind_it() {
    let text = "Ada Voss joined Google in 2018 and left in May 2023.";
    let made = claims(ClaimKind::Move, text);
    let mut dates: Vec<_> = made
        .iter()
        .map(|c| format!("{} {}", c.args.text(Role::Type).unwrap(), c.args.date().unwrap()))
        .collect();
    dates.sort();
    assert_eq!(dates, ["join 2018", "leave 2023-05"]);
}

#[test]
fn respectively_pairs_people_with_places() {
    let want = [("林知远", "百度"), ("沈知秋", "腾讯")];
    let text = "林知远和沈知秋分别从百度和腾讯加入小米。";
    let mut made = whence(text);
    made.sort_by_key(|m| m.0 != "林知远");
    assert_eq!(made, want.map(|(a, b)| (a.to_owned(), b.to_owned())), "{text}");
}
