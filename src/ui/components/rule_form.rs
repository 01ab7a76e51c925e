//! One rule as a form: what it is called, which messages it is about, and what is done with them.

use leptos::prelude::*;

use super::half_filled;
use super::rules_dialog::{Desk, Shown, place_of, place_options};
use crate::ui::browser;
use crate::ui::components::{icon, live};
use crate::ui::state::half_filled::{HalfFilled, RuleForm};
use crate::ui::state::rules::{Copy, Draft, Lacking, Line, TESTS, What};
use crate::ui::text;
use crate::units::{MOST_CONDITIONS, Matches, TagId};

#[derive(Clone, Copy)]
struct Sheet {
    desk: Desk,
    draft: RwSignal<Draft>,
    /// Where the rule is kept.
    at: Option<usize>,
    /// The rule as it is kept.
    was: StoredValue<Option<Draft>>,
    /// What was missing when it was to be kept.
    lacking: RwSignal<Vec<Lacking>>,
}

/// The view.
pub(super) fn form(desk: Desk, draft: Draft, at: Option<usize>) -> AnyView {
    let sheet = Sheet {
        desk,
        draft: RwSignal::new(draft),
        at,
        was: StoredValue::new(at.and_then(|at| desk.all().get(at).map(Draft::of))),
        lacking: RwSignal::new(Vec::new()),
    };
    half_filled::keep(move || sheet.draft.track(), move || sheet.half_filled());
    let on_submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        sheet.save();
    };
    view! {
        <form class="rule-form" on:submit=on_submit novalidate>
            <div class="rules stack">
                <div class="field">
                    <label for="rule-name">{text::rule_name()}</label>
                    <input class="input" id="rule-name" data-testid="rule-name" autofocus autocomplete="off" dir="auto"
                        prop:value=move || sheet.draft.with(|draft| draft.name.clone())
                        aria-invalid=move || sheet.lacks(Lacking::Name)
                        on:input=move |event| sheet.draft.update(|draft| draft.name = event_target_value(&event)) />
                </div>
                {conditions(sheet)}
                {actions(sheet)}
            </div>
            {problems(sheet)}
            {foot(sheet)}
        </form>
    }
    .into_any()
}

fn problems(sheet: Sheet) -> AnyView {
    let said = move || {
        let mut said: Vec<&str> = sheet
            .lacking
            .with(|all| all.iter().map(|lacking| text::rule_lacks(*lacking)).collect());
        said.dedup();
        said.into_iter()
            .map(|said| view! { <p>{said}</p> })
            .collect_view()
    };
    view! { <div class="form-problem rule-problems" role="alert" data-testid="rule-problem">{live(said)}</div> }
        .into_any()
}

fn foot(sheet: Sheet) -> AnyView {
    view! {
        <footer class="modal-foot box-foot">
            <button type="button" class="button is-quiet box-links" data-testid="rule-back" on:click=move |_| sheet.desk.show(Shown::List)>{icon("back")}{text::rule_back()}</button>
            <button type="button" class="button" data-testid="rule-try" title=text::rule_try_hint() on:click=move |_| sheet.try_it()>{text::rule_try()}</button>
            <button type="submit" class="button is-primary" data-testid="rule-save">{text::save()}</button>
        </footer>
    }
    .into_any()
}

fn conditions(sheet: Sheet) -> AnyView {
    let matches = move || sheet.draft.with(|draft| draft.matches);
    let option = |one: Matches, value: &'static str| {
        view! { <option value=value prop:selected=move || matches() == one>{text::rule_matches(one)}</option> }
    };
    let on_matches = move |event| {
        let is_any = event_target_value(&event) == "any";
        let matches = if is_any { Matches::Any } else { Matches::All };
        sheet.draft.update(|draft| draft.matches = matches);
    };
    let ids = move || {
        sheet.draft.with(|draft| {
            let ids = draft.lines.iter().map(|line| line.id);
            ids.collect::<Vec<_>>()
        })
    };
    let is_full = move || sheet.draft.with(|draft| draft.lines.len() >= MOST_CONDITIONS);
    let more = move |_| {
        if let Some(id) = sheet.draft.try_update(Draft::add_line) {
            browser::focus_soon(["rule-what-", &id.to_string()].concat());
        }
    };
    view! {
        <fieldset class="rule-part">
            <legend>{text::rule_when()}</legend>
            <span class="select">
                <select class="input" data-testid="rule-matches" aria-label=text::rule_when() on:change=on_matches>
                    {option(Matches::All, "all")}
                    {option(Matches::Any, "any")}
                </select>
                {icon("chevron")}
            </span>
            <ul class="rule-lines">
                <For each=ids key=|id| *id children=move |id| line(sheet, id) />
            </ul>
            <button type="button" class="button is-small" data-testid="rule-more" prop:disabled=is_full on:click=more>{icon("plus")}{text::rule_more()}</button>
        </fieldset>
    }
    .into_any()
}

fn line(sheet: Sheet, id: u32) -> AnyView {
    let what = Memo::new(move |_| sheet.read(id, |line| line.what));
    let on_what = move |event| {
        let at: usize = event_target_value(&event).parse().unwrap_or_default();
        if let Some(what) = What::ALL.get(at) {
            sheet.write(id, |line| line.what = *what);
        }
    };
    let options = What::ALL.iter().enumerate().map(|(at, one)| {
        view! { <option value=at.to_string() prop:selected=move || what.get() == Some(*one)>{text::rule_what(*one)}</option> }
    });
    let is_only = move || sheet.draft.with(|draft| draft.lines.len() < 2);
    let remove = move |_| {
        sheet
            .draft
            .update(|draft| draft.lines.retain(|line| line.id != id));
        browser::focus_soon("rule-name");
    };
    view! {
        <li class="rule-line" data-testid="rule-line">
            <span class="select">
                <select class="input" id=["rule-what-", &id.to_string()].concat() data-testid="rule-what" aria-label=text::rule_what_label() on:change=on_what>{options.collect_view()}</select>
                {icon("chevron")}
            </span>
            {live(move || what.get().map(|what| rest_of_line(sheet, id, what)))}
            <button type="button" class="icon-button" aria-label=text::rule_line_remove() title=text::rule_line_remove() prop:disabled=is_only on:click=remove>{icon("x")}</button>
        </li>
    }
    .into_any()
}

fn rest_of_line(sheet: Sheet, id: u32, what: What) -> AnyView {
    let field = (what == What::Header).then(|| {
        typed(
            sheet,
            id,
            ("rule-field", text::rule_field()),
            Lacking::Field(id),
            |line| &mut line.field,
        )
    });
    let words = what.has_words().then(|| {
        let words = typed(
            sheet,
            id,
            ("rule-words", text::rule_words()),
            Lacking::Words(id),
            |line| &mut line.words,
        );
        view! { {tests(sheet, id)}{words} }
    });
    let size = what.has_size().then(|| {
        typed(
            sheet,
            id,
            ("rule-size", text::rule_size()),
            Lacking::Size(id),
            |line| &mut line.size,
        )
    });
    view! { {field}{words}{size} }.into_any()
}

fn tests(sheet: Sheet, id: u32) -> AnyView {
    let options = TESTS.iter().enumerate().map(|(at, one)| {
        let is_chosen = move || sheet.read(id, |line| line.test) == Some(*one);
        view! { <option value=at.to_string() prop:selected=is_chosen>{text::rule_test(*one)}</option> }
    });
    let on_change = move |event| {
        let at: usize = event_target_value(&event).parse().unwrap_or_default();
        if let Some(test) = TESTS.get(at) {
            sheet.write(id, |line| line.test = *test);
        }
    };
    view! {
        <span class="select">
            <select class="input" data-testid="rule-test" aria-label=text::rule_test_label() on:change=on_change>{options.collect_view()}</select>
            {icon("chevron")}
        </span>
    }
    .into_any()
}

fn typed(
    sheet: Sheet,
    id: u32,
    (test_id, label): (&'static str, &'static str),
    lack: Lacking,
    place: fn(&mut Line) -> &mut String,
) -> AnyView {
    let value = move || sheet.read(id, |line| place(&mut line.clone()).clone());
    let inputmode = if test_id == "rule-size" { "numeric" } else { "text" };
    let placeholder = if test_id == "rule-field" {
        text::rule_field_example()
    } else {
        label
    };
    view! {
        <input class="input" data-testid=test_id aria-label=label placeholder=placeholder inputmode=inputmode autocomplete="off" autocapitalize="off" spellcheck="false" dir="auto"
            prop:value=value
            aria-invalid=move || sheet.lacks(lack)
            on:input=move |event| sheet.write(id, |line| *place(line) = event_target_value(&event)) />
    }
    .into_any()
}

fn actions(sheet: Sheet) -> AnyView {
    let folder = move || sheet.draft.with(|draft| draft.folder);
    let on_folder = move |event| {
        let folder = place_of(sheet.desk, &event_target_value(&event));
        sheet.draft.update(|draft| draft.folder = folder);
    };
    view! {
        <fieldset class="rule-part">
            <legend>{text::rule_then()}</legend>
            <div class="field">
                <label for="rule-folder">{text::rule_folder()}</label>
                <span class="select">
                    <select class="input" id="rule-folder" data-testid="rule-folder" on:change=on_folder>{place_options(sheet.desk, Some(text::rule_folder_none()), folder)}</select>
                    {icon("chevron")}
                </span>
            </div>
            {tag(sheet)}
            {tick(sheet, "rule-star", text::rule_star(), |draft| &mut draft.star)}
            {tick(sheet, "rule-read", text::rule_read(), |draft| &mut draft.read)}
            {copy(sheet)}
            {tick(sheet, "rule-stops", text::rule_stops(), |draft| &mut draft.stops)}
        </fieldset>
    }
    .into_any()
}

/// Where there are tags.
fn tag(sheet: Sheet) -> Option<AnyView> {
    let tags = sheet.desk.app.tags.get_untracked();
    let is_chosen = move |id: Option<TagId>| sheet.draft.with(|draft| draft.tag == id);
    let options: Vec<AnyView> = tags
        .into_iter()
        .map(|tag| {
            let id = tag.id;
            let name = tag.name.as_str().to_owned();
            view! { <option value=id.0.to_string() prop:selected=move || is_chosen(Some(id))>{name}</option> }
                .into_any()
        })
        .collect();
    let on_change = move |event| {
        let tag = event_target_value(&event).parse().ok().map(TagId);
        sheet.draft.update(|draft| draft.tag = tag);
    };
    (!options.is_empty()).then(|| {
        view! {
            <div class="field">
                <label for="rule-tag">{text::rule_tag()}</label>
                <span class="select">
                    <select class="input" id="rule-tag" data-testid="rule-tag" on:change=on_change>
                        <option value="" prop:selected=move || is_chosen(None)>{text::rule_tag_none()}</option>
                        {options}
                    </select>
                    {icon("chevron")}
                </span>
            </div>
        }
        .into_any()
    })
}

fn copy(sheet: Sheet) -> AnyView {
    const ALL: [(Copy, &str); 3] = [
        (Copy::AsAlways, ""),
        (Copy::Left, "leave"),
        (Copy::Deleted, "delete"),
    ];
    let options = ALL.map(|(one, value)| {
        let is_chosen = move || sheet.draft.with(|draft| draft.copy == one);
        view! { <option value=value prop:selected=is_chosen>{text::rule_copy_is(one)}</option> }
    });
    let on_change = move |event| {
        let value = event_target_value(&event);
        let chosen = ALL.iter().find(|(_, known)| *known == value);
        if let Some((copy, _)) = chosen {
            sheet.draft.update(|draft| draft.copy = *copy);
        }
    };
    view! {
        <div class="field">
            <label for="rule-copy">{text::rule_copy()}</label>
            <span class="select">
                <select class="input" id="rule-copy" data-testid="rule-copy" on:change=on_change>{options.collect_view()}</select>
                {icon("chevron")}
            </span>
        </div>
    }
    .into_any()
}

fn tick(
    sheet: Sheet,
    test_id: &'static str,
    label: &'static str,
    place: fn(&mut Draft) -> &mut bool,
) -> AnyView {
    let is_ticked = move || sheet.draft.with(|draft| *place(&mut draft.clone()));
    view! {
        <label class="tick">
            <input type="checkbox" data-testid=test_id prop:checked=is_ticked
                on:change=move |event| sheet.draft.update(|draft| *place(draft) = event_target_checked(&event)) />
            <span>{label}</span>
        </label>
    }
    .into_any()
}

impl Sheet {
    fn read<T>(self, id: u32, read: impl FnOnce(&Line) -> T) -> Option<T> {
        self.draft
            .with(|draft| draft.lines.iter().find(|line| line.id == id).map(read))
    }

    fn write(self, id: u32, write: impl FnOnce(&mut Line)) {
        self.draft.update(|draft| {
            if let Some(line) = draft.lines.iter_mut().find(|line| line.id == id) {
                write(line);
            }
        });
    }

    fn lacks(self, lack: Lacking) -> String {
        self.lacking.with(|all| all.contains(&lack)).to_string()
    }

    fn half_filled(self) -> Option<HalfFilled> {
        Some(HalfFilled::Rule(RuleForm {
            account: self.desk.account,
            draft: self.draft.try_get_untracked()?,
            was: self.was.try_get_value()?,
        }))
    }

    fn save(self) {
        match self.draft.with_untracked(Draft::rule) {
            Ok(rule) => {
                let mut rules = self.desk.all();
                let name = rule.name.as_str().to_owned();
                match self.at.and_then(|at| rules.get_mut(at)) {
                    Some(kept) => *kept = rule,
                    None => rules.push(rule),
                }
                self.desk.show(Shown::List);
                self.desk.keep(rules, text::rule_saved(&name));
            }
            Err(lacking) => self.lacking.set(lacking),
        }
    }

    fn try_it(self) {
        match self.draft.with_untracked(Draft::rule) {
            Ok(mut rule) => {
                rule.is_on = true;
                // It is out of sight from now on, and comes back.
                if let Some(form) = self.half_filled() {
                    half_filled::keep_now(&form);
                }
                let form = Shown::Form(self.draft.get_untracked(), self.at);
                self.desk.show(Shown::Trial(vec![rule], Box::new(form)));
            }
            Err(lacking) => self.lacking.set(lacking),
        }
    }
}
