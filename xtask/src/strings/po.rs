//! Files of gettext, as far as this project uses them: one message after another, no obsolete ones kept.

use std::fmt;

/// A file of sentences.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct File {
    /// What it says about itself.
    pub(crate) header: String,
    /// Its sentences.
    pub(crate) entries: Vec<Entry>,
}

/// A sentence.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Entry {
    /// What it is about, where one English word means two things.
    pub(crate) context: Option<String>,
    /// The English: for what is counted, of one.
    pub(crate) english: String,
    /// The English of many.
    pub(crate) plural: Option<String>,
    /// What is said for it, each form of it.
    pub(crate) said: Vec<String>,
    /// What the code tells translators.
    pub(crate) notes: Vec<String>,
    /// Where it is said.
    pub(crate) places: Vec<String>,
    /// What translators tell each other.
    pub(crate) remarks: Vec<String>,
    /// Whether its translator was not sure.
    pub(crate) is_doubtful: bool,
}

impl Entry {
    /// Whether both are one sentence.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.english == other.english && self.context == other.context
    }

    /// What it is found by.
    pub(crate) fn key(&self) -> String {
        match &self.context {
            Some(context) => format!("{context}\u{4}{}", self.english),
            None => self.english.clone(),
        }
    }
}

impl fmt::Display for File {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "msgid \"\"\nmsgstr \"\"")?;
        for line in self.header.lines() {
            writeln!(f, "{}", quoted(&format!("{line}\n")))?;
        }
        self.entries.iter().try_for_each(|entry| write!(f, "\n{entry}"))
    }
}

impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.remarks
            .iter()
            .try_for_each(|remark| writeln!(f, "# {remark}"))?;
        self.notes.iter().try_for_each(|note| writeln!(f, "#. {note}"))?;
        self.places
            .iter()
            .try_for_each(|place| writeln!(f, "#: {place}"))?;
        if self.is_doubtful {
            writeln!(f, "#, fuzzy")?;
        }
        if let Some(context) = &self.context {
            writeln!(f, "msgctxt {}", quoted(context))?;
        }
        writeln!(f, "msgid {}", quoted(&self.english))?;
        let none = String::new();
        let Some(plural) = &self.plural else {
            return writeln!(f, "msgstr {}", quoted(self.said.first().unwrap_or(&none)));
        };
        writeln!(f, "msgid_plural {}", quoted(plural))?;
        let forms = if self.said.is_empty() {
            &[none.clone(), none][..]
        } else {
            &self.said
        };
        (0..)
            .zip(forms)
            .try_for_each(|(number, form): (u32, _)| writeln!(f, "msgstr[{number}] {}", quoted(form)))
    }
}

fn quoted(text: &str) -> String {
    let escaped = text
        .replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('\n', "\\n")
        .replace('\t', "\\t");
    format!("\"{escaped}\"")
}

/// Reads a file; the number of the line that cannot be read where there is one.
pub(crate) fn parse(text: &str) -> Result<File, usize> {
    let mut file = File::default();
    let mut entry = Entry::default();
    let mut field = Field::Nothing;
    for (number, line) in (1_usize..).zip(text.lines().map(str::trim)) {
        let starts_anew = line.starts_with('#') || line.starts_with("msgctxt") || line.starts_with("msgid ");
        if matches!(field, Field::Said(_)) && starts_anew {
            keep(&mut file, std::mem::take(&mut entry));
            field = Field::Nothing;
        }
        if line.is_empty() || comment(&mut entry, line) {
            continue;
        }
        let (next, rest) = Field::of(line, field).ok_or(number)?;
        field = next;
        let text = unquoted(rest).ok_or(number)?;
        field.of_entry(&mut entry).ok_or(number)?.push_str(&text);
    }
    if matches!(field, Field::Said(_)) {
        keep(&mut file, entry);
    }
    Ok(file)
}

fn keep(file: &mut File, entry: Entry) {
    if entry.english.is_empty() {
        file.header = entry.said.concat();
    } else {
        file.entries.push(entry);
    }
}

/// Notes and places are the code's to tell, and are not read back.
fn comment(entry: &mut Entry, line: &str) -> bool {
    let Some(rest) = line.strip_prefix('#') else {
        return false;
    };
    match rest.chars().next() {
        Some(',') => entry.is_doubtful |= rest.contains("fuzzy"),
        Some('.' | ':' | '|' | '~') => {}
        _ => entry.remarks.push(rest.trim().to_owned()),
    }
    true
}

#[derive(Clone, Copy)]
enum Field {
    Nothing,
    Context,
    English,
    Plural,
    Said(usize),
}

impl Field {
    /// The field that a line begins or goes on with, and the rest of the line.
    fn of(line: &str, before: Self) -> Option<(Self, &str)> {
        if line.starts_with('"') {
            return Some((before, line));
        }
        let (keyword, rest) = line.split_once(' ')?;
        let field = match keyword {
            "msgctxt" => Self::Context,
            "msgid" => Self::English,
            "msgid_plural" => Self::Plural,
            "msgstr" => Self::Said(0),
            _ => Self::Said(keyword.strip_prefix("msgstr[")?.strip_suffix(']')?.parse().ok()?),
        };
        Some((field, rest))
    }

    fn of_entry(self, entry: &mut Entry) -> Option<&mut String> {
        match self {
            Self::Nothing => None,
            Self::Context => Some(entry.context.get_or_insert_default()),
            Self::English => Some(&mut entry.english),
            Self::Plural => Some(entry.plural.get_or_insert_default()),
            Self::Said(number) => {
                if entry.said.len() == number {
                    entry.said.push(String::new());
                }
                entry.said.get_mut(number)
            }
        }
    }
}

fn unquoted(text: &str) -> Option<String> {
    let inside = text.trim().strip_prefix('"')?.strip_suffix('"')?;
    let mut plain = String::new();
    let mut letters = inside.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '"' => return None,
            '\\' => plain.push(match letters.next()? {
                'n' => '\n',
                't' => '\t',
                other => other,
            }),
            _ => plain.push(letter),
        }
    }
    Some(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        let file = File {
            header: "Language: de\nPlural-Forms: nplurals=2;\n".into(),
            entries: vec![
                Entry {
                    context: Some("a verb".into()),
                    english: "Say \"{what}\"".into(),
                    said: vec!["Sag „{what}“\n".into()],
                    remarks: vec!["informal".into()],
                    is_doubtful: true,
                    ..Entry::default()
                },
                Entry {
                    english: "1 day".into(),
                    plural: Some("{count} days".into()),
                    said: vec!["ein Tag".into(), "{count} Tage".into()],
                    ..Entry::default()
                },
            ],
        };
        assert_eq!(parse(&file.to_string()), Ok(file));
    }

    #[test]
    fn a_sentence_may_go_over_several_lines() {
        let file = parse("#: a.rs\nmsgid \"\"\n\"One \"\n\"two\"\nmsgstr \"Eins \"\n\"zwei\"\n").unwrap();
        assert_eq!(file.entries[0].english, "One two");
        assert_eq!(file.entries[0].said, ["Eins zwei"]);
    }

    #[test]
    fn what_is_no_such_file_is_named_by_its_line() {
        assert_eq!(parse("msgid \"a\"\nmsgstr b\n"), Err(2));
        assert_eq!(parse("msgid \"a\"\nmsgstr[1] \"b\"\n"), Err(2));
    }
}
