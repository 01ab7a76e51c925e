//! Holds the colours of `style/tokens.css` to what eyes need. There is nothing here but tests.

use std::collections::BTreeMap;

const TOKENS: &str = include_str!("../../../style/tokens.css");

/// Text, what it stands on, and the least contrast.
const PAIRS: &[(&str, &str, f64)] = &[
    ("text", "bg", 7.0),
    ("text", "surface", 7.0),
    ("text", "surface-2", 7.0),
    ("text", "hover", 7.0),
    ("text", "accent-weak", 7.0),
    ("text", "danger-bg", 7.0),
    ("text-2", "bg", 7.0),
    ("text-2", "surface", 7.0),
    ("text-2", "surface-2", 7.0),
    ("text-2", "accent-weak", 4.5),
    ("text-2", "danger-bg", 4.5),
    ("text-3", "bg", 4.5),
    ("text-3", "surface", 4.5),
    ("text-3", "surface-2", 4.5),
    ("text-3", "hover", 4.5),
    ("accent", "surface", 4.5),
    ("accent", "surface-2", 4.5),
    ("accent", "hover", 4.5),
    ("accent", "accent-weak", 4.5),
    ("on-accent", "accent", 4.5),
    ("on-accent", "accent-hover", 4.5),
    ("danger", "surface", 4.5),
    ("danger", "danger-bg", 4.5),
    ("on-danger", "danger", 4.5),
    ("warn-text", "warn-bg", 4.5),
    ("ok", "surface", 4.5),
    ("ok", "bg", 3.0),
    ("star", "surface", 3.0),
    ("line-strong", "bg", 3.0),
    ("line-strong", "surface", 3.0),
    ("line-strong", "surface-2", 3.0),
];

type Palette = BTreeMap<String, [u8; 3]>;

/// The colours of every block that has them, in the order of the file.
fn palettes() -> Vec<Palette> {
    let mut palettes = vec![Palette::new()];
    for line in TOKENS.lines().map(str::trim) {
        if line == "}" && palettes.last().is_some_and(|palette| !palette.is_empty()) {
            palettes.push(Palette::new());
        }
        let colour = line
            .strip_prefix("--")
            .and_then(|line| line.split_once(": #"))
            .and_then(|(name, hex)| Some((name, u32::from_str_radix(hex.strip_suffix(';')?, 16).ok()?)));
        if let (Some((name, colour)), Some(palette)) = (colour, palettes.last_mut()) {
            let [_, red, green, blue] = colour.to_be_bytes();
            palette.insert(name.into(), [red, green, blue]);
        }
    }
    palettes.retain(|palette| !palette.is_empty());
    palettes
}

/// Relative luminance as WCAG 2.2 defines it.
fn luminance(colour: [u8; 3]) -> f64 {
    let [red, green, blue] = colour.map(|channel| {
        let part = f64::from(channel) / 255.0;
        if part <= 0.04045 {
            part / 12.92
        } else {
            ((part + 0.055) / 1.055).powf(2.4)
        }
    });
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

fn contrast(one: [u8; 3], other: [u8; 3]) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

#[test]
fn text_can_be_read_on_whatever_it_stands_on() {
    let avatars = (0..8).map(|hue| (format!("hue-{hue}"), format!("hue-{hue}-bg"), 4.5));
    let pairs: Vec<(String, String, f64)> = PAIRS
        .iter()
        .map(|(text, ground, least)| ((*text).into(), (*ground).into(), *least))
        .chain(avatars)
        .collect();
    for (theme, palette) in ["light", "dark", "dark of the system"].iter().zip(palettes()) {
        for (text, ground, least) in &pairs {
            let found = contrast(palette[text], palette[ground]);
            assert!(
                found >= *least,
                "{theme}: --{text} on --{ground} has {found:.2}, wants {least}"
            );
        }
    }
}

#[test]
fn black_on_white_is_as_far_as_it_goes() {
    assert!((contrast([0; 3], [255; 3]) - 21.0).abs() < 0.01);
}

#[test]
fn the_dark_of_the_system_is_the_chosen_dark() {
    let palettes = palettes();
    assert_eq!(
        palettes.len(),
        3,
        "light, dark, and dark again for those who follow the system"
    );
    assert_eq!(palettes[1], palettes[2]);
}
