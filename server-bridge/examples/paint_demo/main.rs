//! Paints the pictures that the demo messages carry, into `server-bridge/demo/assets`.
//! Run it after changing a painting (`cargo run --release -p restante-bridge --example paint_demo`); the bridge only
//! ever sees the files, so that its start costs nothing.

mod brush;

use std::{error::Error, fs, path::Path};

use jpeg_encoder::{ColorType, Encoder};

use crate::brush::{Colour, chance, distance, fractal, gradient, hex, mix, smooth};

/// Gives the colour at a place; both coordinates count in picture heights, the first from the left, the second down.
type Painting = fn(f32, f32) -> Colour;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("demo/assets");
    let pictures: [(&str, usize, usize, Painting); 8] = [
        ("lighthouse.jpg", 1200, 800, lighthouse),
        ("ridges.jpg", 1200, 800, ridges),
        ("panorama.jpg", 2400, 480, ridges),
        ("periwinkle.jpg", 1000, 750, periwinkle),
        ("lanterns.jpg", 1000, 750, lanterns),
        ("honeycomb.png", 640, 420, honeycomb),
        ("chart.png", 720, 480, chart),
        ("postmark.png", 128, 128, postmark),
    ];
    for (name, width, height, painting) in pictures {
        let mut pixels = developed(width, height, painting);
        let path = folder.join(name);
        let (w, h) = (u16::try_from(width)?, u16::try_from(height)?);
        if name.ends_with(".jpg") {
            Encoder::new_file(&path, 80)?.encode(&pixels, w, h, ColorType::Rgb)?;
        } else {
            // Fewer shades, so that runs of one colour stay runs.
            pixels
                .iter_mut()
                .for_each(|shade| *shade = (*shade & 0xf0) | (*shade >> 4));
            let mut encoder = png::Encoder::new(fs::File::create(&path)?, w.into(), h.into());
            encoder.set_color(png::ColorType::Rgb);
            encoder.set_compression(png::Compression::High);
            encoder.write_header()?.write_image_data(&pixels)?;
        }
    }
    Ok(())
}

/// The painting as pixels, each the mean of four samples.
fn developed(width: usize, height: usize, painting: Painting) -> Vec<u8> {
    let mut pixels = Vec::with_capacity(width * height * 3);
    for y in 0..height {
        for x in 0..width {
            let sample =
                |dx: f32, dy: f32| painting((x as f32 + dx) / height as f32, (y as f32 + dy) / height as f32);
            let four = [
                sample(0.25, 0.25),
                sample(0.75, 0.25),
                sample(0.25, 0.75),
                sample(0.75, 0.75),
            ];
            for channel in 0..3 {
                let mean: f32 = four.iter().filter_map(|colour| colour.get(channel)).sum::<f32>() / 4.0;
                pixels.push((mean.clamp(0.0, 1.0) * 255.0).round() as u8);
            }
        }
    }
    pixels
}

/// Evening at the end of the headland.
fn lighthouse(x: f32, y: f32) -> Colour {
    let mut colour = evening(x, y);
    let (tower_x, top, foot) = (1.24, 0.2, 0.5);
    if (y - top).abs() < 0.012 + (tower_x - x).max(0.0) * 0.07 && x < tower_x {
        let beam = 0.45 * (1.0 - (tower_x - x) / 1.3).clamp(0.0, 1.0);
        colour = mix(colour, hex(0xfff1c4), beam);
    }
    let head = 0.625 - smooth(0.8, 0.95, x) * 0.03 * fractal(x * 7.0, 3.0) - 0.15 * smooth(0.82, 1.28, x);
    let shore = 0.625 + 0.02 * smooth(0.8, 0.9, x) * fractal(x * 9.0, 1.0);
    if x > 0.8 && y > head && y < shore {
        colour = mix(hex(0x151a2e), hex(0x3a2f4d), smooth(head, head + 0.02, y) * 0.4);
    }
    let half_width = 0.024 + (y - top) * 0.03;
    if (top..foot).contains(&y) && (x - tower_x).abs() < half_width {
        let is_white = ((y - top) * 16.0) as i32 % 2 == 0;
        let band = if is_white { hex(0xefe2d4) } else { hex(0xa83a3a) };
        colour = mix(
            band,
            hex(0x1b1830),
            smooth(-1.0, 1.0, (x - tower_x) / half_width) * 0.75,
        );
    }
    if (top - 0.035..top).contains(&y) && (x - tower_x).abs() < 0.02 {
        colour = hex(0xfff6cf);
    }
    let roof = (y - (top - 0.07)) / 0.035;
    if (0.0..1.0).contains(&roof) && (x - tower_x).abs() < roof * 0.03 {
        colour = hex(0x2a1f33);
    }
    mix(
        colour,
        hex(0xfff1c4),
        (-distance((x, y), (tower_x, top - 0.018)) * 22.0).exp() * 0.9,
    )
}

/// A sunset, and the sea that shows it again.
fn evening(x: f32, y: f32) -> Colour {
    let horizon = 0.62;
    let sun = (0.42, 0.56);
    let sky_at = |x: f32, y: f32| {
        let hues = [0x1d2b53, 0x5b3f73, 0xd9667b, 0xfbb16a, 0xffe3a3].map(hex);
        let clouds = smooth(0.52, 0.75, fractal(x * 2.2, y * 9.0)) * smooth(0.02, 0.3, y);
        let sky = mix(gradient(y / horizon, &hues), hex(0xffb59a), clouds * 0.45);
        mix(sky, hex(0xfff4d0), (-distance((x, y), sun) * 7.0).exp() * 0.9)
    };
    if y < horizon {
        return sky_at(x, y);
    }
    let depth = (y - horizon) / (1.0 - horizon);
    let ripple = (fractal(x * 5.0 / (0.15 + depth), depth * 60.0) - 0.5) * 0.09;
    let mirrored = sky_at(x + ripple, horizon - (y - horizon) * 0.9 + ripple * 0.3);
    let water = mix(mirrored, hex(0x23365e), 0.35 + depth * 0.3);
    let glitter = smooth(0.11 + depth * 0.05, 0.0, (x - sun.0 + ripple * 1.5).abs());
    mix(water, hex(0xffe9b8), glitter * 0.55 * (1.0 - depth * 0.7))
}

/// Hills behind hills on a misty morning.
fn ridges(x: f32, y: f32) -> Colour {
    let sky = gradient(
        y * 1.6,
        &[hex(0xa9d3e0), hex(0xf6e3c5), hex(0xfbd0b0), hex(0xf6b6a0)],
    );
    let mut colour = mix(sky, hex(0xfffbe8), (-distance((x, y), (0.95, 0.3)) * 6.0).exp());
    for layer in 0..6 {
        let near = layer as f32 / 5.0;
        let crest = 0.38 + near * 0.47
            - (0.2 - near * 0.06) * fractal(x * (1.4 + near * 1.3) + near * 31.0, near * 17.0);
        let trees = 0.012 * near * fractal(x * 90.0, near * 5.0);
        if y > crest - trees {
            let mist = smooth(0.0, 0.3, y - crest) * (1.0 - near) * 0.75;
            colour = mix(
                mix(hex(0xd3a7a5), hex(0x1f3d45), near.powf(0.8)),
                hex(0xfbe6d2),
                mist,
            );
        }
    }
    colour
}

/// The boat, on the day she first floated again.
fn periwinkle(x: f32, y: f32) -> Colour {
    let horizon = 0.55;
    let mut colour = if y < horizon {
        let sky = gradient(y / horizon, &[hex(0x3f8fc4), hex(0x8cc6e4), hex(0xe4f3f5)]);
        mix(
            sky,
            hex(0xffffff),
            smooth(0.5, 0.72, fractal(x * 2.0 + 4.0, y * 5.0)) * 0.85,
        )
    } else {
        let depth = (y - horizon) / (1.0 - horizon);
        let wave = fractal(x * 6.0 / (0.2 + depth), depth * 40.0);
        mix(
            gradient(depth, &[hex(0x7db9c9), hex(0x2b7a94), hex(0x13506e)]),
            hex(0xe8f7f4),
            smooth(0.62, 0.8, wave) * 0.6,
        )
    };
    let shore = 0.55 - 0.07 * fractal(x * 2.5 + 9.0, 2.0) * smooth(0.9, 0.2, x);
    if y > shore && y < horizon + 0.004 {
        colour = mix(hex(0x6f8f5a), hex(0x42603f), fractal(x * 30.0, y * 30.0));
    }
    let mast = 0.72;
    let lean = (0.72 - y) * 0.05;
    let at = x - mast - lean;
    if (0.12..0.72).contains(&y) && at.abs() < 0.005 {
        colour = hex(0x6b4a2f);
    }
    let sail = (y - 0.15) / 0.45;
    if (0.0..1.0).contains(&sail) && at > 0.012 && at < 0.012 + sail * (0.3 + 0.04 * (sail * 3.1).sin()) {
        colour = mix(
            hex(0xb5452f),
            hex(0xe0724f),
            smooth(0.0, 0.3, at) * 0.8 + if (sail * 7.0).fract() < 0.03 { -0.3 } else { 0.0 },
        );
    }
    let jib = (y - 0.2) / 0.4;
    if (0.0..1.0).contains(&jib) && at < -0.012 && at > -0.012 - jib * 0.2 {
        colour = mix(hex(0xf6efdf), hex(0xd9cdb4), smooth(0.0, -0.2, at));
    }
    let along = (x - 0.74) / 0.34;
    let gunwale = 0.645 - 0.02 * along * along;
    let keel = 0.745 - 0.075 * along.abs().powf(3.0);
    if along.abs() < 1.0 && y > gunwale && y < keel {
        let stripe = y - gunwale < 0.014;
        colour = if stripe {
            hex(0xf4e7c8)
        } else {
            mix(hex(0x5b67a8), hex(0x333a70), smooth(gunwale, keel, y))
        };
    }
    let foam = smooth(0.014, 0.0, (y - 0.745).abs()) * smooth(1.0, 0.6, along.abs());
    colour = mix(colour, hex(0xffffff), foam * fractal(x * 20.0, y * 60.0));
    colour
}

/// The sea wall on Saturday, with the whale in front.
fn lanterns(x: f32, y: f32) -> Colour {
    let wall = 0.66;
    let mut colour = gradient(
        y / wall,
        &[hex(0x070b1f), hex(0x101a3c), hex(0x24305e), hex(0x4a4a78)],
    );
    let (cell_x, cell_y) = ((x * 60.0).floor(), (y * 60.0).floor());
    let star = (chance(cell_x, cell_y), chance(cell_y, cell_x + 7.0));
    let place = (
        (cell_x + 0.2 + star.0 * 0.6) / 60.0,
        (cell_y + 0.2 + star.1 * 0.6) / 60.0,
    );
    if chance(cell_x + 3.0, cell_y) > 0.8 && y < 0.55 {
        colour = mix(
            colour,
            hex(0xffffff),
            smooth(0.0035, 0.0, distance((x, y), place)) * (0.4 + star.1 * 0.6),
        );
    }
    let moon = distance((x, y), (1.08, 0.17));
    colour = mix(colour, hex(0xf7efd8), (-moon * 13.0).exp() * 0.35);
    colour = mix(
        colour,
        hex(0xf9f2df),
        smooth(0.062, 0.058, moon) * (0.82 + 0.18 * fractal(x * 30.0, y * 30.0)),
    );
    if y > wall {
        let stones =
            if ((x * 9.0 + ((y * 14.0).floor() % 2.0) * 0.5).fract() < 0.04) || (y * 14.0).fract() < 0.06 {
                0.5
            } else {
                1.0
            };
        colour = mix(
            hex(0x0b0d1c),
            hex(0x2a2a3f),
            stones * (0.6 + 0.4 * fractal(x * 20.0, y * 20.0)),
        );
    }
    for (index, (at, height)) in [(0.18, 0.5), (0.44, 0.47), (0.98, 0.5), (1.2, 0.48)]
        .into_iter()
        .enumerate()
    {
        let lit = [hex(0xffb347), hex(0xff7f5c), hex(0xffd166), hex(0xf78fb3)]
            .get(index)
            .copied()
            .unwrap_or_default();
        let far = distance((x, y), (at, height));
        colour = mix(colour, lit, (-far * 9.0).exp() * 0.6);
        let body = ((x - at) / 0.045).powi(2) + ((y - height) / 0.06).powi(2);
        colour = mix(
            colour,
            mix(hex(0xfff3cf), lit, body.min(1.0)),
            smooth(1.03, 0.97, body),
        );
    }
    let whale = (0.7, 0.5);
    let (dx, dy) = (x - whale.0, y - whale.1);
    colour = mix(
        colour,
        hex(0x8fd3ff),
        (-distance((x, y), whale) * 7.0).exp() * 0.7,
    );
    let body = (dx / 0.13).powi(2) + ((dy + 0.02 * (dx * 12.0).sin()) / 0.062).powi(2);
    let tail = (0.1..0.19).contains(&dx)
        && (dy + 0.035 + (dx - 0.1) * 0.5).abs() < 0.012 + (dx - 0.13).max(0.0) * 0.8;
    let glow = mix(hex(0xfafdff), hex(0x6fb7ec), body.min(1.0));
    colour = mix(colour, glow, if tail { 1.0 } else { smooth(1.03, 0.97, body) });
    mix(
        colour,
        hex(0x12233f),
        smooth(0.011, 0.008, distance((x, y), (0.615, 0.49))),
    )
}

/// A frame from the second hive, flattered.
fn honeycomb(x: f32, y: f32) -> Colour {
    let (cell, row) = (0.11, 0.11 * 0.866);
    let nearest = |shift: f32| {
        let row_index = ((y / row - shift) / 2.0).round() * 2.0 + shift;
        let column = (x / cell - (shift * 0.5)).round() + shift * 0.5;
        (column * cell, row_index * row)
    };
    let (even, odd) = (nearest(0.0), nearest(1.0));
    let centre = if distance((x, y), even) < distance((x, y), odd) {
        even
    } else {
        odd
    };
    let (dx, dy) = ((x - centre.0).abs(), (y - centre.1).abs());
    let edge = dx.max(dx * 0.5 + dy * 0.866) / (cell * 0.5);
    let honey = gradient(
        chance((centre.0 * 90.0).round(), (centre.1 * 90.0).round()),
        &[hex(0xb8650f), hex(0xe09a1f), hex(0xf4bf3a), hex(0xffe08a)],
    );
    if edge > 0.86 { hex(0x6b3d10) } else { honey }
}

/// A proof of the ferry chart: depths, heights, and the line between.
fn chart(x: f32, y: f32) -> Colour {
    let height = fractal(x * 1.7 + 2.0, y * 1.7 + 5.0) * 1.5 + 0.35 * (x - 0.75) - 0.72;
    let line = |step: f32, width: f32| smooth(width, 0.0, ((height / step) - (height / step).round()).abs());
    let ground = if height > 0.0 {
        gradient(
            height * 2.6,
            &[hex(0xf3ecd2), hex(0xdfe3b4), hex(0xc3d59a), hex(0xd9c79c)],
        )
    } else {
        gradient(
            -height * 2.2,
            &[hex(0xd8eef2), hex(0xb5dcea), hex(0x8cc4de), hex(0x69a9cd)],
        )
    };
    let ink = if height > 0.0 {
        hex(0xa98a5b)
    } else {
        hex(0x4f8fb5)
    };
    let colour = mix(ground, ink, line(0.04, 0.07) * 0.6);
    let colour = mix(colour, hex(0x3b3a3a), smooth(0.006, 0.002, height.abs()));
    let course = 0.62 - 0.22 * x + 0.05 * (x * 5.0).sin();
    let dashed = (x * 22.0).fract() < 0.6 && (y - course).abs() < 0.004 && height < 0.0;
    let grid = (x * 4.0).fract() < 0.006 || (y * 4.0).fract() < 0.006;
    let colour = if grid {
        mix(colour, hex(0x5d6a72), 0.35)
    } else {
        colour
    };
    if dashed { hex(0xb3263a) } else { colour }
}

/// The stamp under Marginalia's letters.
fn postmark(x: f32, y: f32) -> Colour {
    let (dx, dy) = (x - 0.5, y - 0.5);
    let far = distance((dx, dy), (0.0, 0.0));
    let ring = |radius: f32| smooth(0.02, 0.008, (far - radius).abs());
    let waves = smooth(
        0.03,
        0.01,
        ((dy * 9.0 + (dx * 14.0).sin() * 0.5).fract().abs() - 0.5).abs() * 0.11,
    );
    let ink = ring(0.44)
        .max(ring(0.36))
        .max(if far < 0.3 { waves } else { 0.0 });
    mix(hex(0xffffff), hex(0x1f5f4a), ink)
}
