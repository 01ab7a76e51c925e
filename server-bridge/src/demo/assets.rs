//! What the demo messages carry besides text.
//! Pictures and documents are files; what would be too large to keep is made when the demo starts.

use std::{borrow::Cow, fmt::Write};

/// The asset a message source calls `@name`.
pub(crate) fn asset(name: &str) -> Option<Cow<'static, [u8]>> {
    let file: &'static [u8] = match name {
        "chart.png" => include_bytes!("../../demo/assets/chart.png"),
        "estimate.xlsx" => include_bytes!("../../demo/assets/estimate.xlsx"),
        "honeycomb.png" => include_bytes!("../../demo/assets/honeycomb.png"),
        "lanterns.jpg" => include_bytes!("../../demo/assets/lanterns.jpg"),
        "lighthouse.jpg" => include_bytes!("../../demo/assets/lighthouse.jpg"),
        "panorama.jpg" => include_bytes!("../../demo/assets/panorama.jpg"),
        "periwinkle.jpg" => include_bytes!("../../demo/assets/periwinkle.jpg"),
        "postmark.png" => include_bytes!("../../demo/assets/postmark.png"),
        "ridges.jpg" => include_bytes!("../../demo/assets/ridges.jpg"),
        "scores.zip" => include_bytes!("../../demo/assets/scores.zip"),
        "ticket.pdf" => include_bytes!("../../demo/assets/ticket.pdf"),
        "scale-readings.csv" => return Some(scale_readings().into_bytes().into()),
        _ => return None,
    };
    Some(file.into())
}

/// Three years of a bee-hive on a scale, a line each quarter of an hour: the large attachment.
fn scale_readings() -> String {
    let mut table = String::from("reading,weight_g,inside_c,outside_c,humidity_pct\r\n");
    let mut chance = 1_914_u32; // Any seed does, as long as it stays.
    let mut weight_g = 41_250;
    for reading in 0..READINGS {
        chance = chance.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let whim = i64::from(chance >> 28);
        weight_g += whim - 7 + i64::from(reading % 96 < 48);
        let warmth = 34_000 + whim * 25;
        let weather = 9_000 + i64::from(reading / 96 % 20) * 400 + i64::from(reading % 96) * 30;
        let damp = 55 + whim;
        // Writing to a string does not fail.
        let _ = write!(
            table,
            "{reading},{weight_g},{},{},{damp}\r\n",
            Thousandth(warmth),
            Thousandth(weather)
        );
    }
    table
}

const READINGS: u32 = 3 * 365 * 96;

/// A number counted in thousandths.
struct Thousandth(i64);

impl std::fmt::Display for Thousandth {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{:03}", self.0 / 1000, self.0 % 1000)
    }
}
