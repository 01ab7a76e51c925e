//! Long texts in slices, so that the page can draw them one by one. It must change nothing that is read: a slice ends
//! where a line ends, and the next one begins on a line of its own.

use crate::mail;
use crate::wire;

const MOST_LINES: usize = 60;
/// Links are spans of their own: they take longer to draw than lines.
const MOST_SPANS: usize = 240;

/// The spans of one block, in slices; one where it is short.
pub(super) fn of(spans: Vec<mail::TextSpan>) -> Vec<Vec<wire::TextSpan>> {
    let mut slices = Vec::new();
    let mut slice = Vec::new();
    let mut lines = 0;
    for span in spans {
        let mut rest = span.text.as_str();
        while let (None, Some(end)) = (&span.link, end_of_slice(rest, &mut lines, slice.len())) {
            let (line, next) = rest.split_at_checked(end).unwrap_or((rest, ""));
            push(&mut slice, line, None);
            slices.push(std::mem::take(&mut slice));
            rest = next.strip_prefix('\n').unwrap_or(next);
            lines = 0;
        }
        push(&mut slice, rest, span.link.clone());
    }
    if slices.is_empty() || !slice.is_empty() {
        slices.push(slice);
    }
    slices
}

/// Where the slice ends that has so many lines and spans already; counts the lines that it takes on.
fn end_of_slice(text: &str, lines: &mut usize, spans: usize) -> Option<usize> {
    text.match_indices('\n').map(|(at, _)| at).find(|_| {
        *lines += 1;
        *lines >= MOST_LINES || spans >= MOST_SPANS
    })
}

fn push(slice: &mut Vec<wire::TextSpan>, text: &str, link: Option<String>) {
    if !text.is_empty() {
        slice.push(wire::TextSpan {
            text: text.to_owned(),
            link,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> mail::TextSpan {
        mail::TextSpan {
            text: text.to_owned(),
            link: None,
        }
    }

    fn link(text: &str) -> mail::TextSpan {
        mail::TextSpan {
            text: text.to_owned(),
            link: Some(format!("https://{text}/")),
        }
    }

    /// What is read: every slice on lines of its own.
    fn read(slices: &[Vec<wire::TextSpan>]) -> String {
        let text =
            |slice: &Vec<wire::TextSpan>| slice.iter().map(|span| span.text.as_str()).collect::<String>();
        slices.iter().map(text).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn a_short_text_stays_whole() {
        let slices = of(vec![words("one\ntwo "), link("example.org"), words("\nthree\n")]);
        assert_eq!(slices.len(), 1);
        assert_eq!(read(&slices), "one\ntwo example.org\nthree\n");
        assert_eq!(of(Vec::new()), [Vec::new()]);
    }

    #[test]
    fn a_long_text_is_cut_where_lines_end() {
        let text: String = (0..1000).map(|line| format!("line {line}\n")).collect();
        let slices = of(vec![words(&text)]);
        assert_eq!(slices.len(), 17);
        assert_eq!(read(&slices), text);
    }

    #[test]
    fn empty_lines_at_a_cut_stay() {
        let text = format!("{}\n\n\nend", "x\n".repeat(MOST_LINES - 1));
        let slices = of(vec![words(&text)]);
        assert_eq!(slices.len(), 2);
        assert_eq!(read(&slices), text);
    }

    #[test]
    fn many_links_make_short_slices_and_none_is_cut_in_two() {
        let mut spans = Vec::new();
        for line in 0..1000 {
            spans.push(link(&format!("host-{line}.test")));
            spans.push(words("\n"));
        }
        let whole: String = spans.iter().map(|span| span.text.as_str()).collect();
        let slices = of(spans);
        assert!(slices.iter().all(|slice| slice.len() <= MOST_SPANS));
        assert_eq!(
            format!("{}\n", read(&slices)).trim_end_matches('\n'),
            whole.trim_end_matches('\n')
        );
        let links = slices.iter().flatten().filter(|span| span.link.is_some()).count();
        assert_eq!(links, 1000);
    }
}
