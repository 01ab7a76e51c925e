//! Names of time zones: what Windows calls them, and what others have put before the name that everybody knows. It must
//! not pass on a name that is none: a browser is asked for what stands here.

/// Windows' names and those of the cities by which browsers know the zones; the common ones.
#[rustfmt::skip]
const WINDOWS: &[(&str, &str)] = &[
    ("Dateline Standard Time", "Etc/GMT+12"),
    ("Hawaiian Standard Time", "Pacific/Honolulu"),
    ("Alaskan Standard Time", "America/Anchorage"),
    ("Pacific Standard Time", "America/Los_Angeles"),
    ("Pacific Standard Time (Mexico)", "America/Tijuana"),
    ("US Mountain Standard Time", "America/Phoenix"),
    ("Mountain Standard Time", "America/Denver"),
    ("Central Standard Time", "America/Chicago"),
    ("Central Standard Time (Mexico)", "America/Mexico_City"),
    ("Canada Central Standard Time", "America/Regina"),
    ("Central America Standard Time", "America/Guatemala"),
    ("SA Pacific Standard Time", "America/Bogota"),
    ("Eastern Standard Time", "America/New_York"),
    ("US Eastern Standard Time", "America/Indianapolis"),
    ("Atlantic Standard Time", "America/Halifax"),
    ("Venezuela Standard Time", "America/Caracas"),
    ("SA Western Standard Time", "America/La_Paz"),
    ("Pacific SA Standard Time", "America/Santiago"),
    ("Paraguay Standard Time", "America/Asuncion"),
    ("Newfoundland Standard Time", "America/St_Johns"),
    ("E. South America Standard Time", "America/Sao_Paulo"),
    ("Argentina Standard Time", "America/Buenos_Aires"),
    ("SA Eastern Standard Time", "America/Cayenne"),
    ("Montevideo Standard Time", "America/Montevideo"),
    ("Greenland Standard Time", "America/Godthab"),
    ("Azores Standard Time", "Atlantic/Azores"),
    ("Cape Verde Standard Time", "Atlantic/Cape_Verde"),
    ("GMT Standard Time", "Europe/London"),
    ("Greenwich Standard Time", "Atlantic/Reykjavik"),
    ("Morocco Standard Time", "Africa/Casablanca"),
    ("W. Europe Standard Time", "Europe/Berlin"),
    ("Central Europe Standard Time", "Europe/Budapest"),
    ("Central European Standard Time", "Europe/Warsaw"),
    ("Romance Standard Time", "Europe/Paris"),
    ("W. Central Africa Standard Time", "Africa/Lagos"),
    ("GTB Standard Time", "Europe/Bucharest"),
    ("E. Europe Standard Time", "Europe/Chisinau"),
    ("FLE Standard Time", "Europe/Kiev"),
    ("Kaliningrad Standard Time", "Europe/Kaliningrad"),
    ("Egypt Standard Time", "Africa/Cairo"),
    ("South Africa Standard Time", "Africa/Johannesburg"),
    ("Israel Standard Time", "Asia/Jerusalem"),
    ("Jordan Standard Time", "Asia/Amman"),
    ("Middle East Standard Time", "Asia/Beirut"),
    ("Syria Standard Time", "Asia/Damascus"),
    ("Turkey Standard Time", "Europe/Istanbul"),
    ("Belarus Standard Time", "Europe/Minsk"),
    ("Russian Standard Time", "Europe/Moscow"),
    ("Arab Standard Time", "Asia/Riyadh"),
    ("Arabic Standard Time", "Asia/Baghdad"),
    ("E. Africa Standard Time", "Africa/Nairobi"),
    ("Iran Standard Time", "Asia/Tehran"),
    ("Arabian Standard Time", "Asia/Dubai"),
    ("Azerbaijan Standard Time", "Asia/Baku"),
    ("Georgian Standard Time", "Asia/Tbilisi"),
    ("Caucasus Standard Time", "Asia/Yerevan"),
    ("Mauritius Standard Time", "Indian/Mauritius"),
    ("Afghanistan Standard Time", "Asia/Kabul"),
    ("West Asia Standard Time", "Asia/Tashkent"),
    ("Pakistan Standard Time", "Asia/Karachi"),
    ("Ekaterinburg Standard Time", "Asia/Yekaterinburg"),
    ("India Standard Time", "Asia/Calcutta"),
    ("Sri Lanka Standard Time", "Asia/Colombo"),
    ("Nepal Standard Time", "Asia/Katmandu"),
    ("Central Asia Standard Time", "Asia/Almaty"),
    ("Bangladesh Standard Time", "Asia/Dhaka"),
    ("N. Central Asia Standard Time", "Asia/Novosibirsk"),
    ("Myanmar Standard Time", "Asia/Rangoon"),
    ("SE Asia Standard Time", "Asia/Bangkok"),
    ("China Standard Time", "Asia/Shanghai"),
    ("Singapore Standard Time", "Asia/Singapore"),
    ("Taipei Standard Time", "Asia/Taipei"),
    ("W. Australia Standard Time", "Australia/Perth"),
    ("Tokyo Standard Time", "Asia/Tokyo"),
    ("Korea Standard Time", "Asia/Seoul"),
    ("Cen. Australia Standard Time", "Australia/Adelaide"),
    ("AUS Central Standard Time", "Australia/Darwin"),
    ("E. Australia Standard Time", "Australia/Brisbane"),
    ("AUS Eastern Standard Time", "Australia/Sydney"),
    ("Tasmania Standard Time", "Australia/Hobart"),
    ("West Pacific Standard Time", "Pacific/Port_Moresby"),
    ("Vladivostok Standard Time", "Asia/Vladivostok"),
    ("New Zealand Standard Time", "Pacific/Auckland"),
    ("Fiji Standard Time", "Pacific/Fiji"),
    ("Tonga Standard Time", "Pacific/Tongatapu"),
    ("Samoa Standard Time", "Pacific/Apia"),
];

/// What stands before the city in a name of the tz database.
const AREAS: &[&str] = &[
    "Africa",
    "America",
    "Antarctica",
    "Arctic",
    "Asia",
    "Atlantic",
    "Australia",
    "Canada",
    "Etc",
    "Europe",
    "Indian",
    "Pacific",
    "US",
];

/// Whether a zone is Greenwich's, all year round.
pub(super) fn is_utc(name: &str) -> bool {
    let last = name.rsplit('/').next().unwrap_or(name);
    [
        "UTC",
        "Z",
        "GMT",
        "UCT",
        "Zulu",
        "Etc/UTC",
        "Coordinated Universal Time",
    ]
    .iter()
    .any(|known| last.eq_ignore_ascii_case(known))
}

/// The name by which a browser knows a zone, if it may know it.
pub(super) fn of_browsers(name: &str) -> Option<String> {
    let windows = WINDOWS.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
    windows
        .map(|(_, city)| *city)
        .or_else(|| of_database(name))
        .map(str::to_owned)
}

/// `/mozilla.org/20050126_1/Europe/Berlin` without what stands before it.
fn of_database(name: &str) -> Option<&str> {
    const LONGEST: usize = 40;
    let starts = name.match_indices('/').map(|(at, _)| at + 1);
    let tail = [0].into_iter().chain(starts).take(10).find_map(|at| {
        let tail = name.get(at..)?;
        let (area, city) = tail.split_once('/')?;
        (AREAS.contains(&area) && !city.is_empty()).then_some(tail)
    })?;
    let is_name = |c: char| c.is_ascii_alphanumeric() || "/_+-".contains(c);
    (tail.len() <= LONGEST && tail.chars().all(is_name)).then_some(tail)
}

/// A zone as people may read it.
pub(super) fn readable(name: &str) -> &str {
    of_database(name).unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::{WINDOWS, is_utc, of_browsers, readable};

    #[test]
    fn a_name_of_windows_is_that_of_a_city() {
        assert_eq!(
            of_browsers("w. europe standard time").as_deref(),
            Some("Europe/Berlin")
        );
        assert_eq!(
            of_browsers("Eastern Standard Time").as_deref(),
            Some("America/New_York")
        );
        assert!(
            WINDOWS
                .iter()
                .all(|(_, city)| of_browsers(city).as_deref() == Some(city))
        );
    }

    #[test]
    fn what_programs_put_before_a_name_is_left_out() {
        for name in [
            "/mozilla.org/20050126_1/Europe/Berlin",
            "/freeassociation.sourceforge.net/Tzfile/Europe/Berlin",
            "Europe/Berlin",
        ] {
            assert_eq!(of_browsers(name).as_deref(), Some("Europe/Berlin"), "{name}");
            assert_eq!(readable(name), "Europe/Berlin");
        }
        assert_eq!(
            of_browsers("America/Argentina/Buenos_Aires").as_deref(),
            Some("America/Argentina/Buenos_Aires")
        );
    }

    #[test]
    fn what_is_no_name_is_not_passed_on() {
        for name in [
            "",
            "/",
            "Mars/Olympus",
            "Europe/",
            "Europe/<b>",
            "Customized Time Zone",
            "Europe/Ber lin",
        ] {
            assert_eq!(of_browsers(name), None, "{name}");
        }
        assert!(is_utc("tzone://Microsoft/Utc") && is_utc("Etc/UTC") && !is_utc("Europe/London"));
    }
}
