//! Colours, edges and noise: what all the paintings are made of. Everything is a function of the place, so that a
//! painting comes out the same each time.

/// Red, green and blue, each from 0 to 1.
pub(crate) type Colour = [f32; 3];

/// `0xrrggbb` as a colour.
pub(crate) fn hex(rgb: u32) -> Colour {
    [16, 8, 0].map(|shift| ((rgb >> shift) & 0xff) as f32 / 255.0)
}

/// From `from` at 0 to `to` at 1.
pub(crate) fn mix(from: Colour, to: Colour, share: f32) -> Colour {
    let share = share.clamp(0.0, 1.0);
    std::array::from_fn(|channel| match (from.get(channel), to.get(channel)) {
        (Some(from), Some(to)) => from + (to - from) * share,
        _ => 0.0,
    })
}

/// The colour at `at`, from 0 to 1, along the stops.
pub(crate) fn gradient(at: f32, stops: &[Colour]) -> Colour {
    let at = at.clamp(0.0, 1.0) * (stops.len() - 1) as f32;
    let stop = |index: usize| {
        stops
            .get(index)
            .or_else(|| stops.last())
            .copied()
            .unwrap_or_default()
    };
    mix(stop(at as usize), stop(at as usize + 1), at.fract())
}

/// From 0 at `from` to 1 at `to`, without corners.
pub(crate) fn smooth(from: f32, to: f32, at: f32) -> f32 {
    let t = ((at - from) / (to - from)).clamp(0.0, 1.0);
    t * t * (3.0 - 2.0 * t)
}

pub(crate) fn distance(a: (f32, f32), b: (f32, f32)) -> f32 {
    (a.0 - b.0).hypot(a.1 - b.1)
}

/// A number from 0 to 1 that looks like chance and is always the same for a place.
pub(crate) fn chance(x: f32, y: f32) -> f32 {
    let mut bits = (x as i32 as u32).wrapping_mul(0x9e37_79b1) ^ (y as i32 as u32).wrapping_mul(0x85eb_ca77);
    bits = (bits ^ (bits >> 15)).wrapping_mul(0x2c1b_3c6d);
    bits = (bits ^ (bits >> 12)).wrapping_mul(0x297a_2d39);
    ((bits ^ (bits >> 15)) >> 8) as f32 / (1_u32 << 24) as f32
}

/// Chance, without corners.
fn noise(x: f32, y: f32) -> f32 {
    let (left, top) = (x.floor(), y.floor());
    let (right, down) = (smooth(0.0, 1.0, x - left), smooth(0.0, 1.0, y - top));
    let row = |y: f32| chance(left, y) + (chance(left + 1.0, y) - chance(left, y)) * right;
    row(top) + (row(top + 1.0) - row(top)) * down
}

/// Coarse noise with finer noise upon it, from 0 to 1.
pub(crate) fn fractal(x: f32, y: f32) -> f32 {
    (0..5)
        .map(|octave| 2_f32.powi(octave))
        .map(|scale| noise(x * scale + scale * 13.7, y * scale) / scale)
        .sum::<f32>()
        / 1.94
}
