//! Deals: one firm buys, invests in, or licenses and hires another.

use tradewire_model::Role;

use super::{Cluster, alone, by_actor, flat};
use crate::view::{View, ids, is_group, roots};
use crate::who::Who;

/// Days after which a second deal between the same two is another deal.
const AGAIN_DAYS: i32 = 730;

/// A deal is found by what it is about: who buys is not always told.
pub(crate) fn key(v: &View<'_>) -> Vec<String> {
    let c = v.claim;
    let target = ids(c, Role::Target);
    if target.is_empty() || is_group(c, Role::Target) { alone(v) } else { flat(vec![target]) }
}

pub(crate) fn split(views: &[View<'_>], block: Cluster, who: &Who) -> Vec<Cluster> {
    by_actor(views, block, AGAIN_DAYS, |v| v.told, |v| roots(v.claim, Role::Acquirer, who))
}
