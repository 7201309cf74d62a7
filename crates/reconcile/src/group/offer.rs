//! Offers: the negotiation with one person, or one figure held out to a group.

use tradewire_model::{Amount, Role};

use super::{Cluster, alone, by_actor, flat};
use crate::money::plain;
use crate::view::{View, ids, is_group, roots};
use crate::who::Who;

/// Days without news after which talks are other talks.
const WINDOW_DAYS: i32 = 365;

/// The parts of a package, the most telling first.
pub(crate) const COMPONENTS: &[Role] = &[Role::SignOn, Role::Total, Role::Annual, Role::FirstYear];

pub(crate) fn key(v: &View<'_>, who: &Who) -> Vec<String> {
    let c = v.claim;
    let bidders = roots(c, Role::Bidder, who);
    let to = ids(c, Role::To);
    if !to.is_empty() && !is_group(c, Role::To) {
        return flat(vec![vec!["person".to_owned()], to]);
    }
    if bidders.is_empty() || is_group(c, Role::Bidder) {
        return alone(v);
    }
    match COMPONENTS.iter().find_map(|&r| c.args.amount(r).map(|a| (r, a))) {
        Some((role, amount)) => {
            flat(vec![vec!["group".to_owned()], bidders, vec![role.to_string(), figure(amount)]])
        }
        None => {
            let words = [Role::Compute, Role::Deadline, Role::Equity]
                .map(|r| tradewire_script::key(c.args.text(r).unwrap_or_default()));
            if words.iter().all(String::is_empty) { alone(v) } else { flat(vec![bidders, words.to_vec()]) }
        }
    }
}

/// The negotiations of one person, by who bids; of unnamed people one figure.
pub(crate) fn split(views: &[View<'_>], block: Cluster, who: &Who) -> Vec<Cluster> {
    by_actor(views, block, WINDOW_DAYS, View::time, |v| roots(v.claim, Role::Bidder, who))
}

/// The figure by which offers to unnamed people are told apart; bounds do not matter, ranges stand for themselves.
pub(crate) fn figure(a: &Amount) -> String {
    let currency = a.currency.map(|c| c.to_string()).unwrap_or_default();
    match a.value {
        Some(v) => format!("{currency} {}", plain(v)),
        None => format!(
            "{currency} {}-{}",
            a.low.map(plain).unwrap_or_default(),
            a.high.map(plain).unwrap_or_default()
        ),
    }
}
