//! Figures of several rounds: the best of each peer, and how they stand to `websocat`'s round by round. The best is what
//! the machine can do when nothing else does; the ratio is what holds on another machine.

use crate::peers::Kind;

/// Whether more of it is better.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Better {
    More,
    Less,
}

/// One kind of figure, of all peers and rounds.
pub(crate) struct Figures {
    name: &'static str,
    unit: &'static str,
    better: Better,
    rounds: Vec<(Kind, Vec<f64>)>,
}

impl Figures {
    pub(crate) fn new(name: &'static str, unit: &'static str, better: Better) -> Self {
        Self {
            name,
            unit,
            better,
            rounds: Vec::new(),
        }
    }

    pub(crate) fn add(&mut self, kind: Kind, figure: f64) {
        match self.rounds.iter_mut().find(|(own, _)| *own == kind) {
            Some((_, figures)) => figures.push(figure),
            None => self.rounds.push((kind, vec![figure])),
        }
    }

    /// The best of each peer, and the bridge's ratio to each other.
    pub(crate) fn report(&self) {
        let Self { name, unit, .. } = self;
        let bridge = self.of(Kind::Bridge);
        for (kind, figures) in &self.rounds {
            let best = self.best(figures);
            let (kind, mut line) = (*kind, format!("{name}/{}: {best:.0} {unit}", kind.name()));
            if kind != Kind::Bridge && best > 0.0 {
                line += &format!(" (bridge to it: {:.2})", median(ratios(bridge, figures)));
            }
            crate::print(&line);
        }
    }

    /// The best beyond what it takes without anybody between.
    pub(crate) fn report_added(&self) {
        let nothing = self.best(self.of(Kind::Nobody));
        for (kind, figures) in self.rounds.iter().filter(|(kind, _)| *kind != Kind::Nobody) {
            let added = self.best(figures) - nothing;
            crate::print(&format!(
                "{}-added/{}: {added:.1} {}",
                self.name,
                kind.name(),
                self.unit
            ));
        }
    }

    /// The bridge's figures here to its figures there, round by round.
    pub(crate) fn to(&self, other: &Self) -> f64 {
        median(ratios(self.of(Kind::Bridge), other.of(Kind::Bridge)))
    }

    fn of(&self, kind: Kind) -> &[f64] {
        let found = self.rounds.iter().find(|(own, _)| *own == kind);
        found.map(|(_, figures)| figures.as_slice()).unwrap_or_default()
    }

    fn best(&self, figures: &[f64]) -> f64 {
        let better = |a: f64, b: f64| {
            if self.better == Better::More {
                a.max(b)
            } else {
                a.min(b)
            }
        };
        figures.iter().copied().reduce(better).unwrap_or(f64::NAN)
    }
}

fn ratios(own: &[f64], other: &[f64]) -> Vec<f64> {
    own.iter().zip(other).map(|(own, other)| own / other).collect()
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_unstable_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or(f64::NAN)
}
