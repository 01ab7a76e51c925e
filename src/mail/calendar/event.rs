//! One event, made of its lines in whatever order they come. It must keep no more of it than a card shows.

use super::moment::{self, Written};
use super::rule::{self, Rule, RuleEnd};
use super::zone::{self, Moment, WallClock, Zones};
use super::{Answer, Attendee, AttendeeRole, CalendarEvent, EventStatus, Repeats};
use crate::mail::content_lines::{self, Property};
use crate::mail::{Address, TextBlock, clean, html, text};

const SUMMARY_CHARACTERS: usize = 300;
const PLACE_CHARACTERS: usize = 500;
const NAME_CHARACTERS: usize = 200;
const ADDRESS_CHARACTERS: usize = 320;
const COMMENT_CHARACTERS: usize = 1000;
/// What follows is in the file.
const DESCRIPTION_OCTETS: usize = 32 * 1024;
const MOST_ATTENDEES: usize = 100;
/// Dates that are named one by one.
const MOST_DATES: usize = 20;

/// An event on its way.
#[derive(Debug)]
pub(super) struct Draft {
    event: CalendarEvent,
    start: Option<(Written, String)>,
    end: Option<Written>,
    end_zone: String,
    duration: Option<i64>,
    /// Outlook writes whole days as times from midnight to midnight.
    is_whole_days: bool,
    rule: Option<Rule<Written>>,
    rules: usize,
    except: Vec<Moment>,
    also: Vec<Moment>,
    more_dates: bool,
    /// What is said of it as a page, where it is not said as text.
    page: String,
}

impl Default for Draft {
    fn default() -> Self {
        Self {
            event: CalendarEvent {
                summary: String::new(),
                organizer: None,
                attendees: Vec::new(),
                more_attendees: false,
                start: None,
                end: None,
                place: Vec::new(),
                link: Vec::new(),
                description: Vec::new(),
                repeats: None,
                instance: None,
                status: EventStatus::Confirmed,
                sequence: 0,
                comment: String::new(),
            },
            start: None,
            end: None,
            end_zone: String::new(),
            duration: None,
            is_whole_days: false,
            rule: None,
            rules: 0,
            except: Vec::new(),
            also: Vec::new(),
            more_dates: false,
            page: String::new(),
        }
    }
}

impl Draft {
    /// Takes a line. What stands there twice is meant the first time.
    pub(super) fn read(&mut self, property: &Property<'_>, zones: &Zones) {
        let zone = || property.parameter("TZID").unwrap_or_default().to_owned();
        match property.name.as_str() {
            "DTSTART" if self.start.is_none() => {
                self.start = moment::written(&property.value()).map(|written| (written, zone()));
            }
            "DTEND" if self.end.is_none() => {
                self.end = moment::written(&property.value());
                self.end_zone = zone();
            }
            "DURATION" => self.duration = moment::duration(&property.value()),
            "X-MICROSOFT-CDO-ALLDAYEVENT" => {
                self.is_whole_days = property.value().trim().eq_ignore_ascii_case("TRUE");
            }
            "RRULE" => {
                self.rules += 1;
                self.rule = rule::rule(&property.value()).filter(|_| self.rules == 1);
            }
            "EXRULE" => self.rules += 2,
            "EXDATE" => self.more_dates |= dates(&mut self.except, property, zones),
            "RDATE" => self.more_dates |= dates(&mut self.also, property, zones),
            "RECURRENCE-ID" => self.event.instance = zones.moment(property),
            _ => self.read_words(property),
        }
    }

    fn read_words(&mut self, property: &Property<'_>) {
        let event = &mut self.event;
        match property.name.as_str() {
            "SUMMARY" if event.summary.is_empty() => {
                event.summary = clean::line(&property.text(), SUMMARY_CHARACTERS);
            }
            "LOCATION" if event.place.is_empty() => {
                event.place = text::line(&clean::line(&property.text(), PLACE_CHARACTERS));
            }
            "URL" | "CONFERENCE" | "X-GOOGLE-CONFERENCE" | "X-MICROSOFT-SKYPETEAMSMEETINGURL"
                if event.link.is_empty() =>
            {
                let found = text::line(&clean::line(&property.value(), PLACE_CHARACTERS));
                event.link = if found.iter().any(|span| span.link.is_some()) {
                    found
                } else {
                    Vec::new()
                };
            }
            "DESCRIPTION" if event.description.is_empty() => {
                event.description = description(&property.text());
            }
            "X-ALT-DESC" if self.page.is_empty() => self.page = property.text(),
            "STATUS" => event.status = status(&property.value()),
            "SEQUENCE" => event.sequence = property.value().trim().parse().unwrap_or_default(),
            "COMMENT" if event.comment.is_empty() => {
                event.comment = clean::line(&property.text(), COMMENT_CHARACTERS);
            }
            "ORGANIZER" if event.organizer.is_none() => event.organizer = person(property),
            "ATTENDEE" if event.attendees.len() >= MOST_ATTENDEES => event.more_attendees = true,
            "ATTENDEE" => event.attendees.extend(attendee(property)),
            _ => {}
        }
    }

    /// The event, with its times in the zones that came along.
    pub(super) fn finish(mut self, zones: &Zones) -> CalendarEvent {
        if self.event.description.is_empty() && !self.page.is_empty() {
            self.event.description = of_page(&self.page);
        }
        self.make_days();
        self.event.start = self
            .start
            .as_ref()
            .and_then(|(written, zone)| zones.at(*written, Some(zone)));
        self.event.end = self.last_moment(zones);
        self.event.repeats = self.repeats(zones);
        self.event
    }

    /// From midnight to midnight is days, where the sender says so.
    fn make_days(&mut self) {
        let is_midnight = |written: &Written| written.wall.is_midnight() && !written.is_utc;
        let from = self.start.as_mut().map(|(written, _)| written);
        let times = from.into_iter().chain(self.end.as_mut());
        let mut times: Vec<&mut Written> = times.collect();
        if self.is_whole_days && times.iter().all(|written| is_midnight(written)) {
            times.iter_mut().for_each(|written| written.is_day = true);
        }
    }

    fn last_moment(&self, zones: &Zones) -> Option<Moment> {
        let start = self.event.start.as_ref()?;
        let (_, zone) = self.start.as_ref()?;
        let end = match (self.end, self.duration) {
            (Some(end), _) => zones.at(end, Some(&self.end_zone)),
            (None, Some(minutes)) => zones.later(start, Some(zone), minutes),
            (None, None) => None,
        }?;
        let is_day = |moment: &Moment| moment.clock == WallClock::Day;
        let end = match (is_day(start), is_day(&end)) {
            (true, true) => zone::day_before(end)?,
            (false, false) => end,
            _ => return None,
        };
        let is_after = match (&start.clock, &end.clock) {
            (WallClock::At(start), WallClock::At(end)) => end > start,
            _ if start.zone == end.zone => end.wall > start.wall,
            _ => true,
        };
        is_after.then_some(end)
    }

    fn repeats(&mut self, zones: &Zones) -> Option<Repeats> {
        if self.rules == 0 && self.also.is_empty() {
            return None;
        }
        let zone = self.start.as_ref().map(|(_, zone)| zone.as_str());
        let rule = self.rule.take().filter(|_| self.rules == 1);
        Some(Repeats {
            rule: rule.and_then(|rule| settled(rule, zones, zone)),
            has_rule: self.rules > 0,
            except: std::mem::take(&mut self.except),
            also: std::mem::take(&mut self.also),
            more: self.more_dates,
        })
    }
}

/// The rule with its end as a moment.
fn settled(rule: Rule<Written>, zones: &Zones, zone: Option<&str>) -> Option<Rule<Moment>> {
    let end = match rule.end {
        RuleEnd::Never => RuleEnd::Never,
        RuleEnd::Times(times) => RuleEnd::Times(times),
        RuleEnd::Until(until) => RuleEnd::Until(zones.at(until, zone)?),
    };
    Some(Rule {
        unit: rule.unit,
        interval: rule.interval,
        days: rule.days,
        month_days: rule.month_days,
        months: rule.months,
        position: rule.position,
        end,
    })
}

/// Adds dates to a list; says whether there were more than it has room for.
fn dates(list: &mut Vec<Moment>, property: &Property<'_>, zones: &Zones) -> bool {
    for value in property.value().split(',') {
        // A period begins with the moment it begins.
        let begin = value.split('/').next().unwrap_or_default();
        let found = moment::written(begin).and_then(|found| zones.at(found, property.parameter("TZID")));
        if let Some(found) = found {
            if list.len() >= MOST_DATES {
                return true;
            }
            list.push(found);
        }
    }
    false
}

fn status(value: &str) -> EventStatus {
    match value.trim().to_ascii_uppercase().as_str() {
        "CANCELLED" | "CANCELED" => EventStatus::Cancelled,
        "TENTATIVE" => EventStatus::Tentative,
        _ => EventStatus::Confirmed,
    }
}

fn attendee(property: &Property<'_>) -> Option<Attendee> {
    let word = |name: &str| {
        property
            .parameter(name)
            .unwrap_or_default()
            .trim()
            .to_ascii_uppercase()
    };
    let role = match (word("CUTYPE").as_str(), word("ROLE").as_str()) {
        ("ROOM" | "RESOURCE", _) => AttendeeRole::Resource,
        (_, "CHAIR") => AttendeeRole::Chair,
        (_, "OPT-PARTICIPANT") => AttendeeRole::Optional,
        (_, "NON-PARTICIPANT") => AttendeeRole::Informed,
        _ => AttendeeRole::Required,
    };
    let answer = match word("PARTSTAT").as_str() {
        "ACCEPTED" => Answer::Accepted,
        "DECLINED" => Answer::Declined,
        "TENTATIVE" => Answer::Tentative,
        "DELEGATED" => Answer::Delegated,
        _ => Answer::None,
    };
    Some(Attendee {
        person: person(property)?,
        answer,
        role,
    })
}

/// A person with a name, an address, or both.
fn person(property: &Property<'_>) -> Option<Address> {
    let value = property.value();
    let value = value.trim();
    let address = match value.split_once(':') {
        Some((scheme, address)) if scheme.eq_ignore_ascii_case("mailto") => address,
        // Some calendars have places of their own where others have addresses.
        Some(_) => property.parameter("EMAIL").unwrap_or_default(),
        None if value.contains('@') => value,
        None => property.parameter("EMAIL").unwrap_or_default(),
    };
    let address = clean::line(address, ADDRESS_CHARACTERS);
    let name = clean::line(property.parameter("CN").unwrap_or_default(), NAME_CHARACTERS);
    let name = if name == address { String::new() } else { name };
    (!name.is_empty() || !address.is_empty()).then_some(Address { name, address })
}

/// What is said of an event: as text, or as a page where programs put one there.
fn description(words: &str) -> Vec<TextBlock> {
    const TAGS: [&str; 6] = ["<br", "<p>", "</p>", "</a>", "<html", "</div>"];
    let words = content_lines::front(words, DESCRIPTION_OCTETS);
    let small = words.to_ascii_lowercase();
    if TAGS.iter().any(|tag| small.contains(tag)) {
        return of_page(words);
    }
    text::read(words, None).blocks
}

fn of_page(page: &str) -> Vec<TextBlock> {
    let page = content_lines::front(page, DESCRIPTION_OCTETS);
    text::read_page(&html::text(page, DESCRIPTION_OCTETS)).blocks
}
