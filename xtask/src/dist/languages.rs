//! Puts what the page says in other languages beside it, and tells the page where. English is in the app itself.

use std::fs;
use std::path::Path;

use super::hashed_name;
use crate::command::Failure;
use crate::strings;

/// A file for each language, and a line in the page's head that names it.
pub(super) fn add(dist: &Path) -> Result<(), Failure> {
    let folder = dist.join("lang");
    fs::create_dir_all(&folder).map_err(Failure::file(&folder))?;
    let mut lines = String::new();
    for (code, table) in strings::tables()?.into_iter().chain(strings::pseudo_tables()?) {
        let name = hashed_name(&code, &table, "txt");
        let path = folder.join(&name);
        fs::write(&path, table).map_err(Failure::file(&path))?;
        lines.push_str(&line(&code, &name));
    }
    let path = dist.join("index.html");
    let page = fs::read_to_string(&path).map_err(Failure::file(&path))?;
    fs::write(&path, page.replacen("</head>", &format!("{lines}</head>"), 1)).map_err(Failure::file(&path))
}

fn line(code: &str, name: &str) -> String {
    format!("<meta name=\"language\" lang=\"{code}\" content=\"lang/{name}\">\n")
}
