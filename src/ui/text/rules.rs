//! Sentences about rules: what they look for, what they do, what is missing, and what came of them.

use super::catalogue::{counted, phrase, said, sentences};
use super::folder;
use crate::ui::state::figures::{count, size};
use crate::ui::state::folders::Place as Somewhere;
use crate::ui::state::rules::file::{FileProblem, RuleProblem};
use crate::ui::state::rules::{Copy, Lacking, What};
use crate::units::{Condition, MOST_CONDITIONS, MOST_RULES, Matches, Place, Tag, Test};
use crate::wire::{Folder, RuleAction};

sentences! {
    rules: "Rules",
    rules_lead: "They are asked one after the other about every message that comes. Of several that file a message, the first counts.",
    rules_none: "There are no rules yet.",
    rules_changed: "Another tab has changed the rules meanwhile. These are the ones that count now.",
    rules_export: "Export",
    rules_import: "Import",
    rules_over: "Messages that are here",
    rules_running: "The rules are at work…",
    rule_add: "New rule",
    rule_like: "Make a rule from this message…",
    rule_try: "Try",
    rule_try_hint: "Lists what would happen, and does nothing",
    rule_run: "Run now",
    rule_back: "All rules",
    rule_is_back: "The rule is back",
    rule_name: "Name",
    rule_when: "For messages of which",
    rule_more: "One more condition",
    rule_what_label: "What is looked at",
    rule_test_label: "How the words stand there",
    rule_words: "Words",
    rule_field: "Field of the header",
    rule_field_example: "X-Spam-Flag",
    rule_size: "Size in KB",
    rule_then: "Do this",
    rule_folder: "Move them to",
    rule_folder_none: "Nowhere: they stay where they are",
    rule_tag: "Put this tag on them",
    rule_tag_none: "None",
    rule_star: "Star them",
    rule_read: "Mark them as read",
    rule_copy: "Their copy on the server",
    rule_copy_as_always: "Stays or goes as for all mail",
    rule_copy_left: "Stays there",
    rule_copy_deleted: "Goes at the next check, once it is safe here",
    rule_stops: "Ask no rules behind this one about them",
    rule_line_remove: "Take this condition out",
    rules_undone: "What the rules did is taken back",
    trial_asking: "Asking the rules…",
    trial_none: "No rule is about any message there.",
    trial_already: "It is so already",
    trial_server_note: "What rules want of the server is done as mail comes, and not here.",
}

/// A condition's beginning, as it is chosen.
#[must_use]
pub fn rule_what(what: What) -> &'static str {
    said(match what {
        What::From => "the sender",
        What::ToOrCc => "To or Cc",
        What::Recipient => "any recipient",
        What::Subject => "the subject",
        What::List => "the mailing list",
        What::Header => "a field of the header",
        What::Body => "the text",
        What::Above => "the size is above",
        What::Below => "the size is below",
        What::Attached => "something is attached",
        What::Bare => "nothing is attached",
    })
}

/// How words stand somewhere.
#[must_use]
pub fn rule_test(test: Test) -> &'static str {
    said(match test {
        Test::Contains => "contains",
        Test::Is => "is",
        Test::Begins => "begins with",
        Test::Ends => "ends with",
    })
}

/// How many conditions have to be met.
#[must_use]
pub fn rule_matches(matches: Matches) -> &'static str {
    said(match matches {
        Matches::All => "all of this is so",
        Matches::Any => "any of this is so",
    })
}

/// A condition in words.
#[must_use]
pub fn condition(condition: &Condition) -> String {
    let (place, test, words) = match condition {
        Condition::Above(octets) => return phrase("the size is above {size}", &[("size", &size(*octets))]),
        Condition::Below(octets) => return phrase("the size is below {size}", &[("size", &size(*octets))]),
        Condition::Attachments(true) => return rule_what(What::Attached).to_owned(),
        Condition::Attachments(false) => return rule_what(What::Bare).to_owned(),
        Condition::Says(place, test, words) => (place, test, words.as_str()),
    };
    let place = match place {
        Place::From => rule_what(What::From),
        Place::ToOrCc => rule_what(What::ToOrCc),
        Place::Recipient => rule_what(What::Recipient),
        Place::Subject => rule_what(What::Subject),
        Place::List => rule_what(What::List),
        Place::Body => rule_what(What::Body),
        Place::Header(field) => field.as_str(),
    };
    let fill = [("place", place), ("words", words)];
    match test {
        Test::Contains => phrase("{place} contains “{words}”", &fill),
        Test::Is => phrase("{place} is “{words}”", &fill),
        Test::Begins => phrase("{place} begins with “{words}”", &fill),
        Test::Ends => phrase("{place} ends with “{words}”", &fill),
    }
}

/// An action in words; `places` are where mail can go, `tags` those that there are.
#[must_use]
pub fn rule_action(action: RuleAction, places: &[Somewhere], tags: &[Tag]) -> String {
    let sentence = match action {
        RuleAction::File(to) => {
            let place = places.iter().find(|place| place.folder == to);
            let path = match (place, to) {
                (Some(place), _) => place.path.as_str(),
                (None, Folder::Own(_)) => return said("moves to a folder that is gone").to_owned(),
                (None, to) => folder(to),
            };
            return phrase("moves to {folder}", &[("folder", path)]);
        }
        RuleAction::Star => said("gets a star"),
        RuleAction::MarkRead => said("counts as read"),
        RuleAction::LeaveOnServer => said("stays on the server"),
        RuleAction::DeleteOnServer => said("goes from the server"),
        RuleAction::Tag(id) => {
            let Some(tag) = tags.iter().find(|tag| tag.id == id) else {
                return said("gets a tag that is gone").to_owned();
            };
            return phrase("gets the tag “{tag}”", &[("tag", tag.name.as_str())]);
        }
    };
    sentence.to_owned()
}

/// What becomes of the server's copy.
#[must_use]
pub fn rule_copy_is(copy: Copy) -> &'static str {
    match copy {
        Copy::AsAlways => rule_copy_as_always(),
        Copy::Left => rule_copy_left(),
        Copy::Deleted => rule_copy_deleted(),
    }
}

/// What is missing in the form of a rule.
#[must_use]
pub fn rule_lacks(lacking: Lacking) -> &'static str {
    said(match lacking {
        Lacking::Name => "Give the rule a name.",
        Lacking::Words(_) => "Say which words to look for.",
        Lacking::Field(_) => "No field of a header has that name.",
        Lacking::Size(_) => "Say how many KB, as a whole number.",
        Lacking::Condition => "Say which messages it is about.",
        Lacking::Action => "Choose something to be done.",
    })
}

/// What was kept.
#[must_use]
pub fn rule_saved(name: &str) -> String {
    phrase("“{rule}” is saved", &[("rule", name)])
}

/// Whether a rule counts.
#[must_use]
pub fn rule_counts(name: &str) -> String {
    phrase("“{rule}” counts", &[("rule", name)])
}

/// Puts a rule before another.
#[must_use]
pub fn rule_up(name: &str) -> String {
    phrase("Ask “{rule}” earlier", &[("rule", name)])
}

/// Puts a rule behind another.
#[must_use]
pub fn rule_down(name: &str) -> String {
    phrase("Ask “{rule}” later", &[("rule", name)])
}

/// Removes a rule.
#[must_use]
pub fn rule_remove(name: &str) -> String {
    phrase("Remove “{rule}”", &[("rule", name)])
}

/// What was removed.
#[must_use]
pub fn rule_removed(name: &str) -> String {
    phrase("“{rule}” is removed", &[("rule", name)])
}

/// Where a rule stands now.
#[must_use]
pub fn rule_moved(name: &str, place: usize) -> String {
    phrase(
        "“{rule}” is number {place} now",
        &[("rule", name), ("place", &number(place))],
    )
}

/// How many came from a file.
#[must_use]
pub fn rules_imported(rules: usize) -> String {
    match u32::try_from(rules).unwrap_or(u32::MAX) {
        0 => said("There are no rules in that file").to_owned(),
        rules => counted("1 rule is imported", "{count} rules are imported", rules, &[]),
    }
}

/// What rules did.
#[must_use]
pub fn rules_ran(changed: u32) -> String {
    match changed {
        0 => said("The rules had nothing to change").to_owned(),
        _ => counted(
            "The rules changed 1 message",
            "The rules changed {count} messages",
            changed,
            &[],
        ),
    }
}

/// How much rules would be about.
#[must_use]
pub fn trial(met: u32, looked_at: u32) -> String {
    counted(
        "Rules are about {met} of 1 message.",
        "Rules are about {met} of {count} messages.",
        looked_at,
        &[("met", &count(met))],
    )
}

/// How many could not be asked about.
#[must_use]
pub fn trial_not_here(messages: u32) -> String {
    counted(
        "1 message is not here as a whole, and was left out.",
        "{count} messages are not here as a whole, and were left out.",
        messages,
        &[],
    )
}

/// How many are not listed.
#[must_use]
pub fn trial_more(messages: u32) -> String {
    counted("And 1 more.", "And {count} more.", messages, &[])
}

/// Why a file of rules cannot be read, and where.
#[must_use]
pub fn rules_file_problem(problem: &FileProblem) -> String {
    match problem {
        FileProblem::NotJson(problem) => phrase("That file is not JSON: {problem}", &[("problem", problem)]),
        FileProblem::NotRules => said("That file holds no rules of Restante.").to_owned(),
        FileProblem::Newer => said("A newer version of Restante has written that file.").to_owned(),
        FileProblem::TooMany => phrase(
            "There would be more than {count} rules.",
            &[("count", &number(MOST_RULES))],
        ),
        FileProblem::Rule(rule, problem) => rule_problem(&number(*rule), problem),
    }
}

fn rule_problem(rule: &str, problem: &RuleProblem) -> String {
    match problem {
        RuleProblem::Value(name) => phrase(
            "No rule was taken. Rule {rule}: “{name}” is missing, or not what it should be.",
            &[("rule", rule), ("name", name)],
        ),
        RuleProblem::TooMany => phrase(
            "No rule was taken. Rule {rule} has more than {count} conditions.",
            &[("rule", rule), ("count", &number(MOST_CONDITIONS))],
        ),
        RuleProblem::Condition(at) => phrase(
            "No rule was taken. Rule {rule}: its condition {place} cannot be read.",
            &[("rule", rule), ("place", &number(*at))],
        ),
        RuleProblem::Action(at) => phrase(
            "No rule was taken. Rule {rule}: its action {place} cannot be read.",
            &[("rule", rule), ("place", &number(*at))],
        ),
        RuleProblem::NoTag(name) => phrase(
            "No rule was taken. Rule {rule}: there is no tag “{tag}” here. Make it first.",
            &[("rule", rule), ("tag", name)],
        ),
        RuleProblem::NoFolder(path) => phrase(
            "No rule was taken. Rule {rule}: there is no folder “{folder}” here. Make it first.",
            &[("rule", rule), ("folder", path)],
        ),
    }
}

fn number(number: usize) -> String {
    count(u32::try_from(number).unwrap_or(u32::MAX))
}
