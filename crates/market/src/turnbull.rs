//! The distribution of values of which only intervals are known.

use serde::Serialize;

/// Iterations of Newton's method, and of the convex minorant where there are too many intervals for it.
const MOST_STEPS: usize = 200;
const MOST_MINORANT_STEPS: usize = 5_000;
/// Most support intervals for Newton's method, whose matrix is square in them.
const MOST_FOR_NEWTON: usize = 48;
/// How far the gradient may be above its bound, as a share of the weight, for a fit to count as the maximum.
const TOLERANCE: f64 = 1e-9;

/// What is known of one value: it lies from `low` to `high`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Observation {
    /// Lower end; minus infinity where there is none.
    pub low: f64,
    /// Upper end, which belongs to the interval; infinity where there is none.
    pub high: f64,
    /// Whether the lower end does not belong to it: (low, high] instead of [low, high].
    pub open: bool,
}

impl Observation {
    /// A value that is known.
    #[must_use]
    pub fn exact(value: f64) -> Self {
        Self { low: value, high: value, open: false }
    }

    /// At least that much.
    #[must_use]
    pub fn at_least(low: f64) -> Self {
        Self { low, high: f64::INFINITY, open: false }
    }

    /// At most that much.
    #[must_use]
    pub fn up_to(high: f64) -> Self {
        Self { low: f64::NEG_INFINITY, high, open: false }
    }

    /// From one to the other, both included.
    #[must_use]
    pub fn between(low: f64, high: f64) -> Self {
        Self { low, high, open: false }
    }

    /// More than one and at most the other, as visits of a study give it; two equal ends are a known value.
    #[must_use]
    pub fn after(low: f64, high: f64) -> Self {
        Self { low, high, open: low < high }
    }

    /// Whether it is an interval at all.
    fn is_sound(&self) -> bool {
        !self.low.is_nan() && (self.low < self.high || (!self.open && self.low.total_cmp(&self.high).is_eq()))
    }
}

/// One interval that holds mass; within it, the data cannot say where.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Fit {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Probability.
    pub mass: f64,
}

/// The nonparametric maximum likelihood estimate.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Turnbull {
    /// Intervals with mass, in order.
    pub support: Vec<Fit>,
    /// Logarithm of the likelihood.
    pub log_likelihood: f64,
    /// How far the gradient is above its bound, as a share of the weight: at the maximum it is nothing (Karush, Kuhn and
    /// Tucker; here also Turnbull's self-consistency).
    pub gap: f64,
    /// Steps taken.
    pub steps: usize,
}

impl Turnbull {
    /// Whether the maximum was reached.
    #[must_use]
    pub fn converged(&self) -> bool {
        self.gap <= 1e-7
    }

    /// The interval in which a quantile lies.
    #[must_use]
    pub fn quantile(&self, p: f64) -> Option<(f64, f64)> {
        let mut sum = 0.0;
        for f in &self.support {
            sum += f.mass;
            if sum >= p - 1e-9 {
                return Some((f.low, f.high));
            }
        }
        self.support.last().map(|f| (f.low, f.high))
    }

    /// Probability of a value of at most `x`: the least and the most that the data allow.
    #[must_use]
    pub fn at_most(&self, x: f64) -> (f64, f64) {
        let sum = |pass: &dyn Fn(&Fit) -> bool| self.support.iter().filter(|f| pass(f)).map(|f| f.mass).sum();
        (sum(&|f| f.high <= x), sum(&|f| f.low <= x))
    }
}

/// A place on the line: a value, or just behind it.
type Place = (f64, bool);

fn order(a: Place, b: Place) -> std::cmp::Ordering {
    a.0.total_cmp(&b.0).then(a.1.cmp(&b.1))
}

/// Observations over support intervals: each covers a run of them.
struct Problem {
    places: Vec<(Place, f64)>,
    /// First and last interval covered, and weight.
    rows: Vec<(usize, usize, f64)>,
    weight: f64,
}

fn problem(observations: &[Observation], weights: Option<&[f64]>) -> Problem {
    let weight_of = |i: usize| weights.map_or(1.0, |w| w.get(i).copied().unwrap_or(0.0));
    let used: Vec<(&Observation, f64)> = observations
        .iter()
        .enumerate()
        .map(|(i, o)| (o, weight_of(i)))
        .filter(|(o, w)| o.is_sound() && *w > 0.0)
        .collect();
    let mut ends: Vec<(Place, bool)> =
        used.iter().flat_map(|(o, _)| [((o.low, o.open), false), ((o.high, false), true)]).collect();
    // Left ends come first where they meet right ones, for both belong to their intervals.
    ends.sort_by(|a, b| order(a.0, b.0).then(a.1.cmp(&b.1)));
    let mut places: Vec<(Place, f64)> = Vec::new();
    for pair in ends.windows(2) {
        if let [(left, false), (right, true)] = pair {
            places.push((*left, right.0));
        }
    }
    let mut rows: Vec<(usize, usize, f64)> = used
        .iter()
        .map(|(o, w)| {
            let first = places.partition_point(|p| order(p.0, (o.low, o.open)).is_lt());
            let behind = places.partition_point(|p| p.1 <= o.high);
            (first, behind.saturating_sub(1).max(first), *w)
        })
        .collect();
    rows.sort_by_key(|r| (r.0, r.1));
    rows.dedup_by(|b, a| {
        let same = (a.0, a.1) == (b.0, b.1);
        if same {
            a.2 += b.2;
        }
        same
    });
    let weight = rows.iter().map(|r| r.2).sum();
    Problem { places, rows, weight }
}

impl Problem {
    /// Probability of each observation.
    fn chances(&self, p: &[f64]) -> Vec<f64> {
        if p.len() <= MOST_FOR_NEWTON {
            return self.rows.iter().map(|r| p[r.0..=r.1].iter().sum()).collect();
        }
        // What stands before each interval, so that wide observations cost no more than narrow ones.
        let mut before = Vec::with_capacity(p.len() + 1);
        let mut sum = 0.0;
        before.push(sum);
        before.extend(p.iter().map(|p| {
            sum += p;
            sum
        }));
        let chance = |r: &(usize, usize, f64)| match r.0 == r.1 {
            true => p[r.0],
            false => before[r.1 + 1] - before[r.0],
        };
        self.rows.iter().map(chance).collect()
    }

    fn log_likelihood(&self, p: &[f64]) -> f64 {
        self.rows.iter().zip(self.chances(p)).map(|(r, c)| r.2 * c.ln()).sum()
    }

    /// Derivative by each mass.
    fn gradient(&self, p: &[f64]) -> Vec<f64> {
        let mut steps = vec![0.0; p.len() + 1];
        for (r, c) in self.rows.iter().zip(self.chances(p)) {
            steps[r.0] += r.2 / c;
            steps[r.1 + 1] -= r.2 / c;
        }
        let mut sum = 0.0;
        steps[..p.len()]
            .iter()
            .map(|s| {
                sum += s;
                sum
            })
            .collect()
    }

    fn gap(&self, p: &[f64], gradient: &[f64]) -> f64 {
        p.iter().zip(gradient).fold(0.0, |gap, (p, g)| {
            let off = (g - self.weight) / self.weight;
            f64::max(gap, f64::max(off, p * off.abs()))
        })
    }

    /// The matrix of second derivatives, with its sign changed.
    fn curvature(&self, p: &[f64]) -> Vec<f64> {
        let m = p.len();
        let side = m + 1;
        let mut steps = vec![0.0; side * side];
        for (r, c) in self.rows.iter().zip(self.chances(p)) {
            let w = r.2 / (c * c);
            steps[r.0 * side + r.0] += w;
            steps[r.0 * side + r.1 + 1] -= w;
            steps[(r.1 + 1) * side + r.0] -= w;
            steps[(r.1 + 1) * side + r.1 + 1] += w;
        }
        let mut out = vec![0.0; m * m];
        for i in 0..m {
            let mut row = 0.0;
            for j in 0..m {
                row += steps[i * side + j];
                out[i * m + j] = row + if i > 0 { out[(i - 1) * m + j] } else { 0.0 };
            }
        }
        out
    }

    /// First and second derivatives by the distribution function behind each interval but the last.
    fn slopes(&self, p: &[f64]) -> Vec<(f64, f64)> {
        let mut out = vec![(0.0, 0.0); p.len() - 1];
        for (r, c) in self.rows.iter().zip(self.chances(p)) {
            let (first, second) = (r.2 / c, r.2 / (c * c));
            if let Some(at) = out.get_mut(r.1) {
                *at = (at.0 + first, at.1 + second);
            }
            if let Some(at) = r.0.checked_sub(1).and_then(|l| out.get_mut(l)) {
                *at = (at.0 - first, at.1 + second);
            }
        }
        out
    }

    /// The maximum itself where every observation is one interval or reaches the last one, as exact and right-censored values
    /// do: the product limit of Kaplan and Meier (1958).
    fn product_limit(&self) -> Option<Vec<f64>> {
        let last = self.places.len() - 1;
        let (mut ended, mut censored) = (vec![0.0; last + 1], vec![0.0; last + 1]);
        for (from, to, weight) in &self.rows {
            match (from == to, *to == last) {
                (true, _) => ended[*from] += weight,
                (false, true) => censored[*from] += weight,
                _ => return None,
            }
        }
        let (mut at_risk, mut left) = (self.weight, 1.0);
        let masses = ended.iter().zip(&censored).map(|(ended, censored)| {
            at_risk -= censored;
            let mass = if at_risk > 0.0 { left * (ended / at_risk).min(1.0) } else { 0.0 };
            at_risk -= ended;
            left -= mass;
            mass
        });
        Some(masses.collect())
    }

    /// One step of self-consistency (EM).
    fn em(&self, p: &mut [f64]) {
        let g = self.gradient(p);
        for (p, g) in p.iter_mut().zip(g) {
            *p *= g / self.weight;
        }
    }
}

/// Solves a positive definite system over some rows and columns of a square matrix; nothing if it is not one.
fn solve(matrix: &[f64], side: usize, active: &[usize], right: &[f64]) -> Option<Vec<f64>> {
    let n = active.len();
    let mut l = vec![0.0; n * n];
    for i in 0..n {
        for j in 0..=i {
            let dot: f64 = (0..j).map(|k| l[i * n + k] * l[j * n + k]).sum();
            let v = matrix[active[i] * side + active[j]] - dot;
            if i == j {
                if v <= 0.0 || !v.is_finite() {
                    return None;
                }
                l[i * n + i] = v.sqrt();
            } else {
                l[i * n + j] = v / l[j * n + j];
            }
        }
    }
    let mut x = vec![0.0; n];
    for i in 0..n {
        let dot: f64 = (0..i).map(|k| l[i * n + k] * x[k]).sum();
        x[i] = (right[active[i]] - dot) / l[i * n + i];
    }
    for i in (0..n).rev() {
        let dot: f64 = (i + 1..n).map(|k| l[k * n + i] * x[k]).sum();
        x[i] = (x[i] - dot) / l[i * n + i];
    }
    Some(x)
}

/// The point with no negative part at which `½ xᵀMx − cᵀx` is least, from one that has none (Lawson and Hanson 1974).
fn least(matrix: &[f64], c: &[f64], from: &[f64]) -> Option<Vec<f64>> {
    let m = from.len();
    let mut x = from.to_vec();
    let mut active: Vec<usize> = (0..m).filter(|j| x[*j] > 0.0).collect();
    for _ in 0..3 * m + 30 {
        let z = solve(matrix, m, &active, c)?;
        if z.iter().all(|v| *v > 0.0) {
            x.fill(0.0);
            active.iter().zip(&z).for_each(|(j, v)| x[*j] = *v);
            let slope = |j: usize| c[j] - (0..m).map(|k| matrix[j * m + k] * x[k]).sum::<f64>();
            let best =
                (0..m).filter(|j| x[*j] <= 0.0).map(|j| (slope(j), j)).max_by(|a, b| a.0.total_cmp(&b.0));
            match best {
                Some((s, j)) if s > 1e-10 * c[j].abs().max(1.0) => {
                    let at = active.partition_point(|a| *a < j);
                    active.insert(at, j);
                }
                _ => return Some(x),
            }
        } else {
            let mut step = 1.0;
            for (j, v) in active.iter().zip(&z).filter(|(_, v)| **v <= 0.0) {
                step = f64::min(step, x[*j] / (x[*j] - v).max(f64::MIN_POSITIVE));
            }
            for (j, v) in active.iter().zip(&z) {
                x[*j] += step * (v - x[*j]);
                if *v <= 0.0 && x[*j] < 1e-14 {
                    x[*j] = 0.0;
                }
            }
            let before = active.len();
            active.retain(|j| x[*j] > 0.0);
            if active.len() == before || active.is_empty() {
                return None;
            }
        }
    }
    Some(x)
}

/// Estimates the distribution of values that are known as intervals.
///
/// Mass can stand only on intervals that begin where an observation begins and end where one ends with no end between: B. W.
/// Turnbull, «The empirical distribution function with arbitrarily grouped, censored and truncated data», JRSS B 38 (1976).
/// The masses are found by his self-consistency steps together with the constrained Newton method of Y. Wang, «On fast
/// computation of the non-parametric maximum likelihood estimate of a mixing distribution», JRSS B 69 (2007), or, where there
/// are many intervals, with steps of the iterative convex minorant; they are the maximum where the gradient says so. Observations that are no intervals are left out.
///
/// `weights` counts observations more than once, or not at all.
///
/// ```
/// use tradewire_market::{Observation, turnbull};
/// let fit = turnbull(&[Observation::exact(1.0), Observation::at_least(2.0), Observation::exact(3.0)], None);
/// assert!(fit.converged() && fit.at_most(2.5).0 > 0.33);
/// ```
#[must_use]
pub fn turnbull(observations: &[Observation], weights: Option<&[f64]>) -> Turnbull {
    let problem = problem(observations, weights);
    let m = problem.places.len();
    if m == 0 {
        return Turnbull { support: Vec::new(), log_likelihood: 0.0, gap: 0.0, steps: 0 };
    }
    let mut p = problem.product_limit().unwrap_or_else(|| {
        let mut p = vec![1.0 / m as f64; m];
        (0..8).for_each(|_| problem.em(&mut p));
        p
    });
    let (steps, gap) = match m <= MOST_FOR_NEWTON {
        true => climb(&problem, &mut p, MOST_STEPS, newton_step),
        false => climb(&problem, &mut p, MOST_MINORANT_STEPS, minorant_step),
    };
    let support = problem
        .places
        .iter()
        .zip(&p)
        .filter(|(_, p)| **p > 1e-12)
        .map(|(place, p)| Fit { low: place.0.0, high: place.1, mass: *p })
        .collect();
    Turnbull { support, log_likelihood: problem.log_likelihood(&p), gap, steps }
}

/// Alternates steps of one sort with those of self-consistency until the maximum is reached; gives how many it took, and how
/// far the gradient is above its bound.
fn climb(
    problem: &Problem,
    p: &mut [f64],
    most: usize,
    step: fn(&Problem, &mut [f64], &[f64]),
) -> (usize, f64) {
    let (mut steps, mut gap) = (0, f64::INFINITY);
    while steps < most {
        let gradient = problem.gradient(p);
        gap = problem.gap(p, &gradient);
        if gap <= TOLERANCE {
            break;
        }
        steps += 1;
        step(problem, p, &gradient);
        problem.em(p);
        let sum: f64 = p.iter().sum();
        p.iter_mut().for_each(|p| *p /= sum);
    }
    (steps, gap)
}

/// One step of the iterative convex minorant: where the quadratic with the same slopes and no mixed terms is greatest over all
/// distribution functions (P. Groeneboom and J. A. Wellner 1992; with EM steps between as J. A. Wellner and Y. Zhan, «A hybrid
/// algorithm for computation of the nonparametric maximum likelihood estimator from censored data», JASA 92, 1997).
fn minorant_step(problem: &Problem, p: &mut [f64], _: &[f64]) {
    let mut at = 0.0;
    let goals = p.iter().zip(problem.slopes(p)).map(|(p, (first, second))| {
        at += p;
        // An interval ends where an observation ends, so there is a second derivative unless its weight is nothing.
        let second = second.max(f64::MIN_POSITIVE);
        (at + first / second, second)
    });
    let rising = pooled(goals);
    let mut before = 0.0;
    let goal: Vec<f64> = rising
        .into_iter()
        .chain([1.0])
        .map(|f| {
            let f = f.clamp(0.0, 1.0);
            let mass = f - before;
            before = f;
            mass
        })
        .collect();
    towards(problem, p, &goal);
}

/// The sequence that nowhere falls and is nearest to values with weights (pool adjacent violators).
fn pooled(values: impl Iterator<Item = (f64, f64)>) -> Vec<f64> {
    let mut blocks: Vec<(f64, f64, usize)> = Vec::new();
    for (value, weight) in values {
        let mut last = (value, weight, 1);
        while let Some(before) = blocks.pop_if(|b| b.0 >= last.0) {
            let weight = before.1 + last.1;
            last = ((before.0 * before.1 + last.0 * last.1) / weight, weight, before.2 + last.2);
        }
        blocks.push(last);
    }
    blocks.into_iter().flat_map(|(value, _, n)| std::iter::repeat_n(value, n)).collect()
}

fn newton_step(problem: &Problem, p: &mut [f64], gradient: &[f64]) {
    let m = p.len();
    let mut matrix = problem.curvature(p);
    let ridge = 1e-10 * (0..m).map(|j| matrix[j * m + j]).fold(f64::INFINITY, f64::min);
    (0..m).for_each(|j| matrix[j * m + j] += ridge);
    // The quadratic that touches the likelihood at p, less the weight times the sum of masses.
    let c: Vec<f64> = (0..m).map(|j| 2.0 * gradient[j] - problem.weight + ridge * p[j]).collect();
    let Some(mut goal) = least(&matrix, &c, p) else { return };
    let sum: f64 = goal.iter().sum();
    if sum <= 0.0 || !sum.is_finite() {
        return;
    }
    goal.iter_mut().for_each(|g| *g /= sum);
    towards(problem, p, &goal);
}

/// Goes towards a goal, all the way or as far as the likelihood rises.
fn towards(problem: &Problem, p: &mut [f64], goal: &[f64]) {
    let before = problem.log_likelihood(p);
    let mut share = 1.0;
    for _ in 0..30 {
        let tried: Vec<f64> = p.iter().zip(goal).map(|(p, g)| p + share * (g - p)).collect();
        if problem.log_likelihood(&tried) >= before {
            p.copy_from_slice(&tried);
            return;
        }
        share /= 2.0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn turnbull_by_hand() {
        // Two exact values, one of at least the first: mass 1/2 is shared among what lies above.
        let fit =
            turnbull(&[Observation::exact(1.0), Observation::exact(3.0), Observation::after(1.0, 9.0)], None);
        let masses: Vec<(f64, f64)> = fit.support.iter().map(|f| (f.low, f.mass)).collect();
        assert_eq!(masses.len(), 2);
        assert!((masses[0].1 - 1.0 / 3.0).abs() < 1e-9 && (masses[1].1 - 2.0 / 3.0).abs() < 1e-9, "{fit:?}");
    }

    #[test]
    fn both_ways_lead_to_the_same_top() {
        let mut state = 7_u64;
        let mut next = |n: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % n
        };
        for n in [30, 80, 150] {
            let observations: Vec<Observation> = (0..n)
                .map(|_| {
                    let low = next(400) as f64;
                    match next(4) {
                        0 => Observation::exact(low),
                        1 => Observation::at_least(low),
                        2 => Observation::up_to(low + 1.0),
                        _ => Observation::between(low, low + next(90) as f64),
                    }
                })
                .collect();
            let problem = problem(&observations, None);
            let m = problem.places.len();
            let top = |step| {
                let mut p = vec![1.0 / m as f64; m];
                let (steps, gap) = climb(&problem, &mut p, MOST_MINORANT_STEPS, step);
                assert!(gap <= 1e-8, "{n}: {m} intervals, {gap} after {steps}");
                (problem.log_likelihood(&p), p)
            };
            let (newton, minorant) = (top(newton_step), top(minorant_step));
            assert!((newton.0 - minorant.0).abs() < 1e-6, "{n}: {} and {}", newton.0, minorant.0);
            let fit = turnbull(&observations, None);
            assert!(fit.converged() && (fit.log_likelihood - newton.0).abs() < 1e-6);
        }
    }

    #[test]
    fn what_falls_is_pooled() {
        let values = [(3.0, 1.0), (1.0, 1.0), (2.0, 2.0), (9.0, 1.0), (8.0, 3.0)];
        assert_eq!(pooled(values.into_iter()), [2.0, 2.0, 2.0, 8.25, 8.25]);
    }

    #[test]
    fn right_censored_data_give_kaplan_meier() {
        let data = [
            (6.0, true),
            (6.0, true),
            (6.0, false),
            (7.0, true),
            (9.0, false),
            (10.0, true),
            (11.0, false),
            (13.0, true),
        ];
        let obs: Vec<Observation> = data
            .iter()
            .map(
                |(t, seen)| {
                    if *seen { Observation::exact(*t) } else { Observation::after(*t, f64::INFINITY) }
                },
            )
            .collect();
        let spells: Vec<crate::Spell> =
            data.iter().map(|(t, seen)| crate::Spell { length: *t, ended: *seen }).collect();
        let (fit, km) = (turnbull(&obs, None), crate::kaplan_meier(&spells));
        for s in &km.steps {
            assert!((1.0 - fit.at_most(s.time).0 - s.survival).abs() < 1e-8, "{s:?}");
        }
    }

    #[test]
    fn nothing_gives_nothing() {
        assert!(turnbull(&[], None).support.is_empty());
        assert!(
            turnbull(&[Observation::between(3.0, 1.0), Observation::exact(f64::NAN)], None)
                .support
                .is_empty()
        );
        assert_eq!(
            turnbull(&[Observation::between(f64::NEG_INFINITY, f64::INFINITY)], None).support.len(),
            1
        );
    }

    proptest! {
        #[test]
        fn the_fit_is_the_maximum(data in prop::collection::vec((0u8..40, 0u8..20, 0u8..5), 1..60)) {
            let obs: Vec<Observation> = data.iter().map(|(low, width, kind)| {
                let (l, h) = (f64::from(*low), f64::from(low + width));
                match kind { 0 => Observation::exact(l), 1 => Observation::at_least(l), 2 => Observation::up_to(l), 3 => Observation::after(l, h), _ => Observation::between(l, h) }
            }).collect();
            let fit = turnbull(&obs, None);
            prop_assert!(fit.converged(), "{:?}", fit);
            prop_assert!((fit.support.iter().map(|f| f.mass).sum::<f64>() - 1.0).abs() < 1e-9);
            // Plain EM never finds more.
            let plain = problem(&obs, None);
            let mut p = vec![1.0 / plain.places.len() as f64; plain.places.len()];
            for _ in 0..300 { plain.em(&mut p); }
            prop_assert!(plain.log_likelihood(&p) <= fit.log_likelihood + 1e-7);
            // A weight of two is the observation twice.
            let twice: Vec<Observation> = obs.iter().chain(&obs).copied().collect();
            let doubled = turnbull(&twice, None);
            prop_assert!((doubled.log_likelihood - 2.0 * fit.log_likelihood).abs() < 1e-5);
        }
    }
}
