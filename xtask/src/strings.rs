//! What is to be translated: from the code into `lang/restante.pot`, and from `lang/*.po` into what the page loads.
//! It knows the languages' grammar as far as plurals go, and none of their words.

mod po;
mod pseudo;
mod source;
mod table;

use std::fs;
use std::path::PathBuf;

use po::{Entry, File};

use crate::command::{Failure, say};
use crate::tools;

/// A language that the page can speak.
pub(crate) struct Language {
    /// As browsers call it.
    pub(crate) code: &'static str,
    /// The kinds of numbers that it tells apart, as Unicode names them, in the order of the forms in its file.
    pub(crate) forms: &'static str,
    /// The same for gettext.
    gettext: &'static str,
    /// `ltr` or `rtl`.
    pub(crate) direction: &'static str,
}

/// All of them. One is offered once `lang/` has everything in it.
pub(crate) const LANGUAGES: [Language; 5] = [
    Language {
        code: "ar",
        forms: "zero one two few many other",
        gettext: "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);",
        direction: "rtl",
    },
    Language {
        code: "de",
        forms: "one other",
        gettext: "nplurals=2; plural=(n != 1);",
        direction: "ltr",
    },
    Language {
        code: "es",
        forms: "one other",
        gettext: "nplurals=2; plural=(n != 1);",
        direction: "ltr",
    },
    Language {
        code: "fr",
        forms: "one other",
        gettext: "nplurals=2; plural=(n > 1);",
        direction: "ltr",
    },
    Language {
        code: "ja",
        forms: "other",
        gettext: "nplurals=1; plural=0;",
        direction: "ltr",
    },
];

impl Language {
    fn form_count(&self) -> usize {
        self.forms.split(' ').count()
    }
}

/// `cargo xtask strings`: the template anew, and every language's file in its order. Translations are kept.
pub(crate) fn renew() -> Result<(), Failure> {
    let entries = source::entries()?;
    write("restante.pot", &template(&entries).to_string())?;
    for language in &LANGUAGES {
        let Some(known) = read(language)? else { continue };
        let renewed = merged(language, &entries, &known);
        let missing = problems(language, &entries, &renewed).len();
        write(&name(language), &renewed.to_string())?;
        say(&format!("{}: {missing} to be done", language.code));
    }
    Ok(())
}

/// What the page loads for each language that is complete, by the language's code.
pub(crate) fn tables() -> Result<Vec<(String, String)>, Failure> {
    let entries = source::entries()?;
    let mut tables = Vec::new();
    for language in &LANGUAGES {
        let Some(file) = read(language)? else { continue };
        let problems = problems(language, &entries, &file);
        if problems.is_empty() {
            tables.push((String::from(language.code), table::of(language, &file.entries)));
        } else {
            say(&format!(
                "{} is not offered: it lacks {}",
                language.code,
                problems.len()
            ));
        }
    }
    Ok(tables)
}

/// The same for languages that nobody speaks: they show what is cut off, and what is not translated at all.
pub(crate) fn pseudo_tables() -> Result<Vec<(String, String)>, Failure> {
    Ok(pseudo::tables(&source::entries()?))
}

fn folder() -> PathBuf {
    tools::root().join("lang")
}

fn name(language: &Language) -> String {
    format!("{}.po", language.code)
}

fn write(name: &str, text: &str) -> Result<(), Failure> {
    let path = folder().join(name);
    fs::write(&path, text).map_err(Failure::file(&path))
}

fn read(language: &Language) -> Result<Option<File>, Failure> {
    let path = folder().join(name(language));
    if !path.exists() {
        return Ok(None);
    }
    let text = fs::read_to_string(&path).map_err(Failure::file(&path))?;
    let file = po::parse(&text).map_err(|line| {
        Failure::Unexpected(format!("{}:{line}: not as PO files are written", path.display()))
    })?;
    Ok(Some(file))
}

fn template(entries: &[Entry]) -> File {
    File {
        header: header("", "nplurals=INTEGER; plural=EXPRESSION;"),
        entries: entries.to_vec(),
    }
}

fn header(code: &str, plurals: &str) -> String {
    format!(
        "Project-Id-Version: Restante\nLanguage: {code}\nMIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: 8bit\nPlural-Forms: {plurals}\n"
    )
}

/// The code's sentences with what a file says for them.
fn merged(language: &Language, entries: &[Entry], known: &File) -> File {
    let entries = entries.iter().map(|entry| {
        let said = known.entries.iter().find(|known| known.is_same(entry));
        Entry {
            said: said.map(|known| known.said.clone()).unwrap_or_default(),
            remarks: said.map(|known| known.remarks.clone()).unwrap_or_default(),
            is_doubtful: said.is_some_and(|known| known.is_doubtful),
            ..entry.clone()
        }
    });
    File {
        header: header(language.code, language.gettext),
        entries: entries.collect(),
    }
}

/// Everything that keeps a language from being offered.
fn problems(language: &Language, entries: &[Entry], file: &File) -> Vec<String> {
    let mut problems = Vec::new();
    for entry in entries {
        let Some(said) = file.entries.iter().find(|known| known.is_same(entry)) else {
            problems.push(format!("{:?} is missing", entry.english));
            continue;
        };
        if said.plural != entry.plural {
            problems.push(format!("{:?} is counted differently", entry.english));
        }
        let forms = if entry.plural.is_some() {
            language.form_count()
        } else {
            1
        };
        if said.is_doubtful || said.said.len() != forms || said.said.iter().any(String::is_empty) {
            problems.push(format!("{:?} is not translated", entry.english));
        }
        for form in &said.said {
            if let Some(place) = odd_place(entry, form) {
                problems.push(format!("{form:?}: {{{place}}} is not as in {:?}", entry.english));
            }
        }
    }
    let unknown = |entry: &&Entry| !entries.iter().any(|known| known.is_same(entry));
    let unknown = file.entries.iter().filter(unknown);
    problems.extend(unknown.map(|entry| format!("{:?} is said nowhere", entry.english)));
    problems
}

/// A place that a translation has and the English has not, or the other way round. A form of one or two may go without
/// the figure.
fn odd_place(entry: &Entry, said: &str) -> Option<String> {
    let english = entry.plural.as_deref().unwrap_or(&entry.english);
    let (wanted, found) = (places(english), places(said));
    let may_lack = |place: &str| entry.plural.is_some() && place == "count";
    let lacking = wanted
        .iter()
        .find(|place| !found.contains(place) && !may_lack(place));
    let strange = || found.iter().find(|place| !wanted.contains(place));
    lacking.or_else(strange).map(|place| (*place).to_owned())
}

/// The names in braces.
fn places(sentence: &str) -> Vec<&str> {
    sentence
        .split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The languages that are offered. One that loses a sentence is one that nobody is offered any more.
    const COMPLETE: [&str; 5] = ["ar", "de", "es", "fr", "ja"];

    #[test]
    fn the_template_is_what_the_code_says() {
        let wanted = template(&source::entries().unwrap()).to_string();
        let found = fs::read_to_string(folder().join("restante.pot")).unwrap();
        assert!(found == wanted, "`cargo xtask strings` writes it anew");
    }

    #[test]
    fn what_is_offered_is_complete() {
        let entries = source::entries().unwrap();
        for language in LANGUAGES
            .iter()
            .filter(|language| COMPLETE.contains(&language.code))
        {
            let file = read(language).unwrap().unwrap();
            assert_eq!(
                problems(language, &entries, &file),
                Vec::<String>::new(),
                "{}",
                language.code
            );
        }
    }

    fn german(said: &[&str]) -> Vec<String> {
        let entry = Entry {
            english: "1 day of {who}".into(),
            plural: Some("{count} days of {who}".into()),
            ..Entry::default()
        };
        let file = File {
            header: String::new(),
            entries: vec![Entry {
                said: said.iter().map(|&said| said.into()).collect(),
                ..entry.clone()
            }],
        };
        let german = LANGUAGES.iter().find(|language| language.code == "de").unwrap();
        problems(german, &[entry], &file)
    }

    #[test]
    fn a_translation_has_the_same_places_and_every_form() {
        assert_eq!(
            german(&["ein Tag von {who}", "{count} Tage von {who}"]),
            Vec::<String>::new()
        );
        assert!(german(&["ein Tag von {who}"]).concat().contains("not translated"));
        assert!(
            german(&["ein Tag", "{count} Tage von {who}"])
                .concat()
                .contains("{who}")
        );
        assert!(
            german(&["ein Tag von {who}", "{count} Tage von {whom}"])
                .concat()
                .contains("{who}")
        );
    }

    #[test]
    fn what_is_said_nowhere_is_noticed() {
        let file = File {
            header: String::new(),
            entries: vec![Entry {
                english: "Gone".into(),
                said: vec!["Weg".into()],
                ..Entry::default()
            }],
        };
        assert_eq!(problems(&LANGUAGES[1], &[], &file), ["\"Gone\" is said nowhere"]);
    }
}
