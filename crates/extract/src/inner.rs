//! Units inside a firm: whoever is moved to 商业化事业部 stays with the firm that it belongs to.

use tradewire_model::{Args, MoveType, Name, Role, Value};

use crate::discourse::Entity;
use crate::fill::Scene;
use crate::phrase::{Head, Of};

/// How the units end that no text takes for a firm.
const INNER: &[&str] = &[
    "事业部",
    "事业群",
    "事业本部",
    "业务部",
    "业务线",
    "业务组",
    "产品线",
    "产品部",
    "平台部",
    "技术部",
    "工程部",
    "市场部",
    "研发部",
    "架构部",
    "部门",
    "小组",
];

/// Whether a name is that of a unit inside some firm.
pub(crate) fn inner(e: &Entity) -> bool {
    e.kb.is_none() && is_unit(&e.text)
}

fn is_unit(words: &str) -> bool {
    INNER.iter().any(|w| words.ends_with(w))
}

/// Puts the firm where a move names a unit of it, and the unit into the post.
pub(crate) fn to_the_firm(scene: &Scene<'_>, args: &mut Args) {
    let unit = |args: &Args, r: Role| match args.names(r) {
        [one] if one.id.is_none() && is_unit(&one.text) => Some(one.text.clone()),
        _ => None,
    };
    let (from, to) = (unit(args, Role::From), unit(args, Role::To));
    if from.is_none() && to.is_none() {
        return;
    }
    let named = |r: Role, unit: &Option<String>| args.names(r).first().filter(|_| unit.is_none()).cloned();
    // 快手国际化事业部负责人某某将转岗至商业化事业部: whoever moves belongs to the firm.
    let own = || {
        scene.phrases.iter().filter(|p| p.head == Head::Person && !p.former).find_map(|p| match &p.org {
            Some(Of::Name(n, r))
                if args.names(Role::Person).iter().any(|x| x.text == scene.text.words(p.core.clone())) =>
            {
                Some(Entity::of_name(scene.text, n, r.clone()))
                    .filter(|e| !inner(e))
                    .map(|e| e.name(scene.kb))
            }
            _ => None,
        })
    };
    let topic = || scene.before.topic_org.as_ref().filter(|e| !inner(e)).map(|e| e.name(scene.kb));
    let said = named(Role::From, &from).filter(|_| to.is_some());
    let own = if said.is_none() { own() } else { None };
    let Some(firm) = said.or_else(|| own.clone()).or_else(topic) else { return };
    if own.is_some() && !args.has(Role::From) {
        args.set(Role::From, Value::Name(firm.clone()));
    }
    let same = |n: &Name| n.text == firm.text || n.id.is_some() && n.id == firm.id;
    if let Some(unit) = to {
        if !args.has(Role::RoleAfter) {
            args.set(Role::RoleAfter, Value::Text(unit));
        }
        if args.text(Role::Type) == Some(MoveType::Join.as_str())
            && args.names(Role::From).first().is_none_or(|f| same(f) || from.is_some())
        {
            args.set(Role::Type, Value::Code(MoveType::Transfer.as_str().into()));
        }
        args.set(Role::To, Value::Name(firm.clone()));
    }
    if from.is_some() {
        args.set(Role::From, Value::Name(firm));
    }
}
