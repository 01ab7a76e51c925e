//! Joins the stylesheets into one file: one request before the first view, and one thing to compress.
//! The order stays; cascade layers are what the sources say they are. Comments and indentation are for the sources.

use std::fs;
use std::path::Path;

use super::hashed_name;
use crate::command::Failure;

/// Replaces the page's stylesheets by one. Returns the page.
pub(super) fn join(dist: &Path, page: &str) -> Result<String, Failure> {
    let links = links(page);
    let mut joined = String::new();
    for link in &links {
        let path = dist.join(&link.file);
        joined.push_str(&without_notes(
            &fs::read_to_string(&path).map_err(Failure::file(&path))?,
        ));
        fs::remove_file(&path).map_err(Failure::file(&path))?;
    }
    let name = hashed_name("style", &joined, "css");
    let path = dist.join(&name);
    fs::write(&path, joined).map_err(Failure::file(&path))?;
    Ok(with_one_link(page, &links, &name))
}

/// A stylesheet without comments, indentation and empty lines. No string of ours has a comment's mark in it.
fn without_notes(styles: &str) -> String {
    let mut parts = styles.split("/*");
    let mut rules = parts.next().unwrap_or_default().to_owned();
    rules.extend(
        parts
            .filter_map(|part| part.split_once("*/"))
            .map(|(_, rest)| rest),
    );
    rules
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .flat_map(|line| [line, "\n"])
        .collect()
}

/// A stylesheet's place in the page.
#[derive(Debug, PartialEq, Eq)]
struct Link {
    tag: String,
    file: String,
}

fn links(page: &str) -> Vec<Link> {
    let tags = page
        .split('<')
        .filter(|tag| tag.starts_with("link rel=\"stylesheet\""));
    tags.filter_map(|tag| {
        let tag = tag.split_inclusive('>').next()?;
        let file = tag.split_once("href=\"./")?.1.split('"').next()?;
        Some(Link {
            tag: format!("<{tag}"),
            file: file.to_owned(),
        })
    })
    .collect()
}

fn with_one_link(page: &str, links: &[Link], name: &str) -> String {
    let mut page = page.to_owned();
    for (place, link) in links.iter().enumerate() {
        let replacement = if place == 0 {
            format!("<link rel=\"stylesheet\" href=\"./{name}\">")
        } else {
            String::new()
        };
        page = page.replacen(&link.tag, &replacement, 1);
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "<head>\n<link rel=\"stylesheet\" href=\"./a.css\" integrity=\"x\"/>\n<link rel=\"icon\" href=\"/i\">\n<link rel=\"stylesheet\" href=\"./b.css\"/>\n</head>";

    #[test]
    fn comments_and_indentation_stay_behind() {
        let styles = "/* Two\n   lines. */\n\n@layer base {\n  p {\n    margin: 0; /* why */\n  }\n}\n";
        assert_eq!(without_notes(styles), "@layer base {\np {\nmargin: 0;\n}\n}\n");
    }

    #[test]
    fn stylesheets_are_found_in_their_order() {
        let files: Vec<_> = links(PAGE).into_iter().map(|link| link.file).collect();
        assert_eq!(files, ["a.css", "b.css"]);
    }

    #[test]
    fn one_link_stays_where_the_first_was() {
        let page = with_one_link(PAGE, &links(PAGE), "style-1.css");
        assert_eq!(
            page,
            "<head>\n<link rel=\"stylesheet\" href=\"./style-1.css\">\n<link rel=\"icon\" href=\"/i\">\n\n</head>"
        );
    }
}
