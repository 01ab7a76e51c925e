//! Finds the sentences in the code: the lines of `sentences!`, and the calls of `said`, `phrase` and so on in
//! `src/ui/text`. A call whose sentence does not stand there word for word is a mistake, and stops everything.

use std::fs;
use std::path::Path;

use syn::parse::{Parse, ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::visit::{self, Visit};
use syn::{Attribute, Block, Expr, Ident, Item, Lit, LitStr, Meta, Stmt, Token};

use super::po::Entry;
use crate::command::Failure;
use crate::{dist, tools};

/// All sentences, in the order in which the code has them.
pub(crate) fn entries() -> Result<Vec<Entry>, Failure> {
    let root = tools::root();
    let folder = root.join("src/ui/text");
    let below = dist::files(&folder)?.into_iter().map(|file| folder.join(file));
    let mut found = Vec::new();
    for path in [root.join("src/ui/text.rs")].into_iter().chain(below) {
        // The catalogue itself says nothing, and tests say what they like.
        if path.ends_with("catalogue.rs") || path.ends_with("tests.rs") {
            continue;
        }
        let code = fs::read_to_string(&path).map_err(Failure::file(&path))?;
        let place = path.strip_prefix(root).unwrap_or(&path);
        found.extend(entries_of(place, &code)?);
    }
    merged(found)
}

fn entries_of(place: &Path, code: &str) -> Result<Vec<Entry>, Failure> {
    let file = syn::parse_file(code)
        .map_err(|error| Failure::Unexpected(format!("{}: {error}", place.display())))?;
    let mut finder = Finder {
        place: place.display().to_string(),
        ..Finder::default()
    };
    finder.visit_file(&file);
    match finder.mistake {
        Some(mistake) => Err(Failure::Unexpected(format!("{}: {mistake}", place.display()))),
        None => Ok(finder.entries),
    }
}

/// A sentence that is said at two places is one sentence.
fn merged(found: Vec<Entry>) -> Result<Vec<Entry>, Failure> {
    let mut entries: Vec<Entry> = Vec::new();
    for entry in found {
        let Some(known) = entries.iter_mut().find(|known| known.is_same(&entry)) else {
            entries.push(entry);
            continue;
        };
        if known.plural != entry.plural {
            let english = &entry.english;
            return Err(Failure::Unexpected(format!(
                "{english:?} is counted at one place and not at another"
            )));
        }
        let new = |list: &[String], more: Vec<String>| {
            more.into_iter()
                .filter(|one| !list.contains(one))
                .collect::<Vec<_>>()
        };
        known.notes.extend(new(&known.notes, entry.notes));
        known.places.extend(new(&known.places, entry.places));
    }
    Ok(entries)
}

#[derive(Default)]
struct Finder {
    place: String,
    /// What stands above the function.
    notes: Vec<String>,
    entries: Vec<Entry>,
    mistake: Option<String>,
}

impl Finder {
    fn add(&mut self, english: &str, plural: Option<String>, notes: Vec<String>) {
        let (context, english) = match english.split_once('\u{4}') {
            Some((context, english)) => (Some(context.to_owned()), english),
            None => (None, english),
        };
        self.entries.push(Entry {
            context,
            english: english.to_owned(),
            plural,
            notes,
            places: vec![self.place.clone()],
            ..Entry::default()
        });
    }

    fn call(&mut self, function: &str, arguments: &[&Expr]) {
        let each = match function {
            "said" | "said_of" | "phrase" => 1,
            "says" => 2,
            "counted" => return self.counted(arguments),
            _ => return,
        };
        for argument in arguments.iter().take(each) {
            let mut sentences = Vec::new();
            if !word_for_word(argument, &mut sentences) {
                self.mistake = Some(format!("`{function}` wants its sentence word for word"));
            }
            for sentence in sentences {
                self.add(&sentence, None, self.notes.clone());
            }
        }
    }

    fn counted(&mut self, arguments: &[&Expr]) {
        match arguments {
            [one, many, ..] if literal(one).is_some() => {
                self.add(
                    &literal(one).unwrap_or_default(),
                    literal(many),
                    self.notes.clone(),
                );
            }
            _ => self.mistake = Some("`counted` wants its sentences word for word".into()),
        }
    }
}

impl<'ast> Visit<'ast> for Finder {
    fn visit_item(&mut self, item: &'ast Item) {
        match item {
            Item::Mod(module)
                if module
                    .attrs
                    .iter()
                    .any(|attribute| attribute.path().is_ident("cfg")) => {}
            Item::Macro(item) if item.mac.path.is_ident("sentences") => {
                match Punctuated::<Line, Token![,]>::parse_terminated.parse2(item.mac.tokens.clone()) {
                    Ok(lines) => lines
                        .into_iter()
                        .for_each(|line| self.add(&line.english, None, line.notes)),
                    Err(error) => self.mistake = Some(error.to_string()),
                }
            }
            Item::Fn(function) => {
                self.notes = notes(&function.attrs);
                visit::visit_item(self, item);
                self.notes.clear();
            }
            _ => visit::visit_item(self, item),
        }
    }

    fn visit_expr(&mut self, expression: &'ast Expr) {
        if let Expr::Call(call) = expression
            && let Expr::Path(path) = &*call.func
            && let Some(function) = path.path.segments.last()
        {
            let arguments: Vec<&Expr> = call.args.iter().collect();
            self.call(&function.ident.to_string(), &arguments);
        }
        visit::visit_expr(self, expression);
    }
}

/// A line of `sentences!`.
struct Line {
    notes: Vec<String>,
    english: String,
}

impl Parse for Line {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let notes = notes(&input.call(Attribute::parse_outer)?);
        input.parse::<Ident>()?;
        input.parse::<Token![:]>()?;
        let english = input.parse::<LitStr>()?.value();
        Ok(Self { notes, english })
    }
}

fn notes(attributes: &[Attribute]) -> Vec<String> {
    let doc = |attribute: &Attribute| match &attribute.meta {
        Meta::NameValue(pair) if pair.path.is_ident("doc") => literal(&pair.value),
        _ => None,
    };
    attributes
        .iter()
        .filter_map(doc)
        .map(|note| note.trim().to_owned())
        .collect()
}

fn literal(expression: &Expr) -> Option<String> {
    match expression {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Str(text) => Some(text.value()),
            _ => None,
        },
        _ => None,
    }
}

/// Collects what an expression may come to; whether all of it stands there.
fn word_for_word(expression: &Expr, found: &mut Vec<String>) -> bool {
    match expression {
        Expr::Lit(_) => literal(expression).map(|text| found.push(text)).is_some(),
        // All of them, not only up to the first that is none.
        Expr::Match(choice) => {
            let arms: Vec<bool> = choice
                .arms
                .iter()
                .map(|arm| word_for_word(&arm.body, found))
                .collect();
            arms.iter().all(|&is_there| is_there)
        }
        Expr::Block(block) => end_of(&block.block, found),
        Expr::If(choice) => {
            let then = end_of(&choice.then_branch, found);
            let other = choice
                .else_branch
                .as_ref()
                .is_some_and(|(_, other)| word_for_word(other, found));
            then && other
        }
        // Then nothing is said.
        Expr::Return(_) => true,
        _ => false,
    }
}

fn end_of(block: &Block, found: &mut Vec<String>) -> bool {
    match block.stmts.last() {
        Some(Stmt::Expr(end, None)) => word_for_word(end, found),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(code: &str) -> Result<Vec<Entry>, Failure> {
        entries_of(Path::new("a.rs"), code)
    }

    #[test]
    fn sentences_are_found_wherever_they_may_stand() {
        let code = r#"
            sentences! {
                // For nobody.
                /// A file's name.
                damaged: "damaged.eml",
            }
            /// How it went.
            fn a(b: bool) -> String {
                let c = said(if b { "Well" } else { return });
                let d = phrase("{what}, home", &[("what", said(match b { true => "Fax", false => "a\u{4}Web" }))]);
                counted("1 day", "{count} days", 2, &[("x", "not this")])
            }
            #[cfg(test)]
            mod tests { fn b() { said("Nor this"); } }
        "#;
        let entries = found(code).unwrap();
        let english: Vec<_> = entries.iter().map(|entry| entry.english.as_str()).collect();
        assert_eq!(
            english,
            ["damaged.eml", "Well", "{what}, home", "Fax", "Web", "1 day"]
        );
        assert_eq!(entries[0].notes, ["A file's name."]);
        assert_eq!(entries[1].notes, ["How it went."]);
        assert_eq!(entries[4].context.as_deref(), Some("a"));
        assert_eq!(entries[5].plural.as_deref(), Some("{count} days"));
    }

    #[test]
    fn a_sentence_that_stands_elsewhere_is_a_mistake() {
        assert!(found("fn a(b: &'static str) { said(b); }").is_err());
        assert!(found("fn a(b: &'static str) { counted(b, \"c\", 1, &[]); }").is_err());
    }

    #[test]
    fn what_is_said_twice_is_one_sentence() {
        let twice = found("fn a() { said(\"Open\"); } fn b() { said(\"Open\"); }").unwrap();
        assert_eq!(merged(twice).unwrap().len(), 1);
        let differently =
            found("fn a() { said(\"1 day\"); counted(\"1 day\", \"{count} days\", 1, &[]); }").unwrap();
        assert!(merged(differently).is_err());
    }
}
