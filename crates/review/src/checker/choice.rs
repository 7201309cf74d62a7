//! Learning to choose one among several: multinomial logistic regression with an L2 penalty, to its optimum.
//!
//! The penalty is the same for every feature, so that what is often seen and tells much keeps its weight. The function is
//! convex and smooth; L-BFGS finds its one minimum (Nocedal and Wright, Numerical Optimization, 2nd ed., algorithms 7.4 and
//! 7.5), by the same steps in every run.

/// One question: its answers as rows of features with values, which of them is right, and how much it counts.
#[derive(Debug, Clone)]
pub(crate) struct Question<'a> {
    pub(crate) answers: Vec<&'a [(usize, f64)]>,
    pub(crate) right: usize,
    pub(crate) weight: f64,
}

/// Strength of the penalty.
const PENALTY: f64 = 10.0;
/// Steps, at most.
const STEPS: usize = 120;
/// Steps that are remembered.
const MEMORY: usize = 8;
/// Less than this share of the value is no progress.
const ENOUGH: f64 = 1e-7;

/// The weights of `features` features under which the right answers are likeliest.
pub(crate) fn fit(questions: &[Question<'_>], features: usize) -> Vec<f64> {
    let mut w = vec![0.0; features];
    let (mut value, mut gradient) = slope(questions, &w);
    let mut past: Vec<Step> = Vec::with_capacity(MEMORY);
    for _ in 0..STEPS {
        let mut to = direction(&gradient, &past);
        let mut fall = dot(&to, &gradient);
        if fall >= 0.0 {
            // Rounding has spoilt what was remembered.
            past.clear();
            to = gradient.iter().map(|g| -g).collect();
            fall = dot(&to, &gradient);
        }
        if fall > -1e-12 {
            break;
        }
        let mut length = if past.is_empty() { 1.0 / dot(&gradient, &gradient).sqrt().max(1.0) } else { 1.0 };
        let mut found = None;
        for _ in 0..30 {
            let next: Vec<f64> = w.iter().zip(&to).map(|(w, d)| w + length * d).collect();
            let (v, g) = slope(questions, &next);
            if v <= value + 1e-4 * length * fall {
                found = Some((next, v, g));
                break;
            }
            length /= 2.0;
        }
        let Some((next, v, g)) = found else { break };
        let step = Step {
            moved: next.iter().zip(&w).map(|(a, b)| a - b).collect(),
            bent: g.iter().zip(&gradient).map(|(a, b)| a - b).collect(),
        };
        let progress = value - v;
        (w, value, gradient) = (next, v, g);
        if dot(&step.moved, &step.bent) > 1e-10 {
            if past.len() == MEMORY {
                past.remove(0);
            }
            past.push(step);
        }
        if progress < ENOUGH * value.abs().max(1.0) {
            break;
        }
    }
    w
}

/// How the weights moved in a step, and how the gradient changed with it.
struct Step {
    moved: Vec<f64>,
    bent: Vec<f64>,
}

/// The value to be made small, and its gradient.
fn slope(questions: &[Question<'_>], w: &[f64]) -> (f64, Vec<f64>) {
    let mut value = PENALTY / 2.0 * dot(w, w);
    let mut gradient: Vec<f64> = w.iter().map(|x| PENALTY * x).collect();
    for q in questions {
        let scores: Vec<f64> =
            q.answers.iter().map(|row| row.iter().map(|(i, x)| w[*i] * x).sum::<f64>()).collect();
        let top = scores.iter().copied().fold(f64::MIN, f64::max);
        let sum: f64 = scores.iter().map(|z| (z - top).exp()).sum();
        for (k, (row, z)) in q.answers.iter().zip(&scores).enumerate() {
            let share = (z - top).exp() / sum;
            let right = f64::from(u8::from(k == q.right));
            if k == q.right {
                value -= q.weight * (z - top - sum.ln());
            }
            for (i, x) in *row {
                gradient[*i] += q.weight * (share - right) * x;
            }
        }
    }
    (value, gradient)
}

/// Where to go: the gradient turned by what the last steps tell of the curvature.
fn direction(gradient: &[f64], past: &[Step]) -> Vec<f64> {
    let mut q: Vec<f64> = gradient.to_vec();
    let mut shares = Vec::with_capacity(past.len());
    for s in past.iter().rev() {
        let a = dot(&s.moved, &q) / dot(&s.moved, &s.bent);
        q.iter_mut().zip(&s.bent).for_each(|(q, y)| *q -= a * y);
        shares.push(a);
    }
    if let Some(last) = past.last() {
        let scale = dot(&last.moved, &last.bent) / dot(&last.bent, &last.bent);
        q.iter_mut().for_each(|x| *x *= scale);
    }
    for (s, a) in past.iter().zip(shares.iter().rev()) {
        let b = dot(&s.bent, &q) / dot(&s.moved, &s.bent);
        q.iter_mut().zip(&s.moved).for_each(|(q, m)| *q += (a - b) * m);
    }
    q.iter_mut().for_each(|x| *x = -*x);
    q
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Three in four of the right answers have the first feature, and the others the second; a third tells nothing.
    #[test]
    fn the_weights_are_those_at_which_the_slope_is_flat() {
        let (one, two) = ([(0, 1.0), (2, 1.0)], [(1, 1.0), (2, 1.0)]);
        let questions: Vec<Question<'_>> = (0..400)
            .map(|n| Question {
                answers: vec![&one, &two],
                right: usize::from(n % 4 == 0),
                weight: if n % 2 == 0 { 1.0 } else { 2.0 },
            })
            .collect();
        let w = fit(&questions, 3);
        let (value, gradient) = slope(&questions, &w);
        assert!(gradient.iter().all(|g| g.abs() < 0.1), "{gradient:?}");
        assert!(value < slope(&questions, &[0.0; 3]).0);
        assert!(w[0] > 0.5 && w[1] < -0.5 && (w[0] + w[1]).abs() < 1e-6 && w[2].abs() < 1e-6, "{w:?}");
        assert!(fit(&[], 2).iter().all(|x| *x == 0.0));
    }
}
