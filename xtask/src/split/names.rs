//! The names by which a module and its script know each other. wasm-bindgen gives each function of the script sixteen
//! digits of hash, twice, and nothing compresses those; the linker leaves names that nobody asks for, and what they
//! name cannot be dropped. It must not change what is called, only what it is called.

use std::collections::HashMap;

use wasm_encoder::reencode::{Error, Reencode, utils};
use wasm_encoder::{ExportSection, ImportSection, Module};
use wasmparser::{Export, ImportSectionReader, Parser};

/// How wasm-bindgen ends the name of its script, where a module names it.
const SCRIPT: &str = "_bg.js";

/// Both with short names for what the script gives, and without what the script does not take.
pub(super) fn shorten(script: &str, module: &[u8]) -> Result<(String, Vec<u8>), String> {
    let mut shortener = Shortener {
        script: script.to_owned(),
        given: HashMap::new(),
        lost: None,
    };
    let mut short = Module::new();
    utils::parse_core_module(&mut shortener, &mut short, Parser::new(0), module)
        .map_err(|error| error.to_string())?;
    match shortener.lost {
        Some(name) => Err(format!("the script does not give {name} once")),
        None => Ok((shortener.script, short.finish())),
    }
}

struct Shortener {
    script: String,
    /// Long names, and the short ones they have been given.
    given: HashMap<String, String>,
    /// What the module wants and the script has not, or has twice.
    lost: Option<String>,
}

impl Shortener {
    fn short(&mut self, name: &str) -> String {
        if let Some(short) = self.given.get(name) {
            return short.clone();
        }
        let short = name_of(self.given.len());
        let place = format!("\n{name}: ");
        if self.script.matches(&place).count() != 1 {
            self.lost = Some(name.to_owned());
        }
        self.script = self.script.replacen(&place, &format!("\n{short}: "), 1);
        self.given.insert(name.to_owned(), short.clone());
        short
    }
}

impl Reencode for Shortener {
    type Error = std::convert::Infallible;

    fn parse_import_section(
        &mut self,
        imports: &mut ImportSection,
        section: ImportSectionReader<'_>,
    ) -> Result<(), Error> {
        for import in section.into_imports() {
            let import = import?;
            let name = if import.module.ends_with(SCRIPT) {
                self.short(import.name)
            } else {
                import.name.to_owned()
            };
            imports.import(import.module, &name, self.entity_type(import.ty)?);
        }
        Ok(())
    }

    fn parse_export(&mut self, exports: &mut ExportSection, export: Export<'_>) -> Result<(), Error> {
        if self.script.contains(export.name) {
            utils::parse_export(self, exports, export)?;
        }
        Ok(())
    }
}

/// `a` to `z`, `aa` to `zz`, and so on, with a `$` where it might be a word of the language.
fn name_of(mut number: usize) -> String {
    let mut name = String::from("$");
    loop {
        let letter = u8::try_from(number % 26).unwrap_or_default();
        name.push(char::from(b'a' + letter));
        number /= 26;
        if number == 0 {
            return name;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_encoder::{EntityType, ExportKind, MemoryType, TypeSection};

    const LONG: &str = "__wbg_URL_be1237b2083bdfe9";

    fn module() -> Vec<u8> {
        let mut types = TypeSection::new();
        types.ty().function([], []);
        let mut imports = ImportSection::new();
        imports.import("./app_bg.js", LONG, EntityType::Function(0));
        imports.import("./other.js", LONG, EntityType::Function(0));
        imports.import(
            "./app_bg.js",
            "memory",
            EntityType::Memory(MemoryType {
                minimum: 1,
                maximum: None,
                memory64: false,
                shared: false,
                page_size_log2: None,
            }),
        );
        let mut exports = ExportSection::new();
        exports.export("main", ExportKind::Func, 0);
        exports.export("of_the_linker", ExportKind::Func, 1);
        let mut module = Module::new();
        module.section(&types).section(&imports).section(&exports);
        module.finish()
    }

    fn has(module: &[u8], name: &str) -> usize {
        module
            .windows(name.len())
            .filter(|window| *window == name.as_bytes())
            .count()
    }

    #[test]
    fn both_sides_get_the_same_short_names() {
        let script = format!("const a = {{\n{LONG}: function() {{ }},\nmemory: b,\n}};\nwasm.main();\n");
        let (script, module) = shorten(&script, &module()).unwrap();
        assert_eq!(
            script,
            "const a = {\n$a: function() { },\n$b: b,\n};\nwasm.main();\n"
        );
        assert_eq!((has(&module, LONG), has(&module, "$a")), (1, 1));
        assert_eq!((has(&module, "main"), has(&module, "of_the_linker")), (1, 0));
    }

    #[test]
    fn a_script_that_gives_something_else_is_noticed() {
        let error = shorten("const a = {\nmemory: b,\n};\n", &module()).unwrap_err();
        assert!(error.contains(LONG));
    }

    #[test]
    fn no_two_names_are_alike() {
        let names: std::collections::HashSet<String> = (0..2000).map(name_of).collect();
        assert_eq!(names.len(), 2000);
    }
}
