//! Whether anybody sees what an element holds, as far as its own `style` tells. It must say yes when in doubt: what it
//! takes for hidden is only ever a reason to show another form of the message.

use crate::mail::style;

const MATTERING: &[&str] = &[
    "display",
    "font-size",
    "height",
    "max-height",
    "opacity",
    "overflow",
    "overflow-y",
    "visibility",
];

/// What declarations do to what is in an element.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Sight {
    /// Nothing inside can undo it.
    is_gone: bool,
    /// Whether it is veiled, which an element inside may say anew.
    is_veiled: Option<bool>,
}

impl Sight {
    /// Of the value of a `style` attribute, as far as it will be kept: what nobody applies hides nothing.
    pub(super) fn of(attribute: &str) -> Self {
        let mut sight = Self::default();
        let (mut is_flat, mut is_cut) = (false, false);
        let kept = style::read_only(attribute, |name| MATTERING.contains(&name)).declarations;
        for (name, value) in kept.split(';').filter_map(|one| one.split_once(':')) {
            match name {
                "display" => sight.is_gone |= value.eq_ignore_ascii_case("none"),
                "opacity" => sight.is_gone |= is_nothing(value),
                "visibility" => sight.is_veiled = Some(value.eq_ignore_ascii_case("hidden")),
                "font-size" => {
                    let is_veiled = sight.is_veiled.unwrap_or_default();
                    sight.is_veiled = Some(is_veiled || is_nothing(value));
                }
                "height" | "max-height" => is_flat |= is_nothing(value),
                "overflow" | "overflow-y" => is_cut |= value.eq_ignore_ascii_case("hidden"),
                _ => {}
            }
        }
        sight.is_gone |= is_flat && is_cut;
        sight
    }

    /// Of a picture that is this high or wide: dots are there to be counted, not to be seen.
    pub(super) fn of_picture(measure: &str) -> Self {
        Self {
            is_gone: matches!(measure.trim().trim_end_matches("px"), "0" | "1" | "2"),
            is_veiled: None,
        }
    }

    /// What it comes to within another element.
    pub(super) fn within(self, outer: Self) -> Self {
        Self {
            is_gone: self.is_gone || outer.is_gone,
            is_veiled: self.is_veiled.or(outer.is_veiled),
        }
    }

    pub(super) fn is_hidden(self) -> bool {
        self.is_gone || self.is_veiled == Some(true)
    }
}

/// `0`, `0px`, `0.0em` and their like.
fn is_nothing(value: &str) -> bool {
    let number = value.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '%');
    !number.is_empty() && number.chars().all(|c| c == '0' || c == '.') && number.contains('0')
}

#[cfg(test)]
mod tests {
    use super::Sight;

    #[test]
    fn what_hides_is_seen_through() {
        for style in [
            "display:none",
            "color:red;DISPLAY: None !important",
            "opacity:0",
            "visibility:hidden",
            "font-size:0px",
            "max-height:0;overflow:hidden",
            "overflow:hidden;height:0.0em",
        ] {
            assert!(Sight::of(style).is_hidden(), "{style}");
        }
        for style in [
            "",
            "display:block",
            "opacity:0.5",
            "max-height:0",
            "height:10px;overflow:hidden",
            "font-size:10px",
            "visibility:visible",
        ] {
            assert!(!Sight::of(style).is_hidden(), "{style}");
        }
    }

    #[test]
    fn a_value_that_nobody_applies_hides_and_shows_nothing() {
        let broken = Sight::of("font-size:1{4px;visibility:sh own");
        assert!(!broken.is_hidden() && broken.within(Sight::of("font-size:0")).is_hidden());
    }

    #[test]
    fn a_dot_is_no_picture() {
        assert!(Sight::of_picture("1").is_hidden() && Sight::of_picture(" 0px").is_hidden());
        assert!(!Sight::of_picture("100%").is_hidden() && !Sight::of_picture("12").is_hidden());
    }

    #[test]
    fn a_veil_is_lifted_inside_and_what_is_gone_is_not() {
        let inner = Sight::of("font-size:14px;display:block");
        assert!(!inner.within(Sight::of("font-size:0")).is_hidden());
        assert!(inner.within(Sight::of("display:none")).is_hidden());
        let plain = Sight::of("color:red");
        assert!(plain.within(Sight::of("visibility:hidden")).is_hidden());
    }
}
