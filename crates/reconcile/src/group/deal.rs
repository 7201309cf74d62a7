//! Deals: one firm buys, invests in, or licenses and hires another.

use tradewire_model::Role;

use super::{Cluster, alone, flat, sweep};
use crate::view::{View, ids, is_group, roots};
use crate::who::Who;

/// Days after which a second deal between the same two is another deal.
const AGAIN_DAYS: i32 = 730;

pub(crate) fn key(v: &View<'_>, who: &Who) -> Vec<String> {
    let c = v.claim;
    let (acquirer, target) = (roots(c, Role::Acquirer, who), ids(c, Role::Target));
    if target.is_empty() || is_group(c, Role::Target) || acquirer.is_empty() {
        return if acquirer.is_empty() && !target.is_empty() && !is_group(c, Role::Target) {
            flat(vec![vec![], target])
        } else {
            alone(v)
        };
    }
    flat(vec![acquirer, target])
}

pub(crate) fn split(views: &[View<'_>], block: Cluster) -> Vec<Cluster> {
    sweep(views, block, AGAIN_DAYS, |v| v.told)
}
