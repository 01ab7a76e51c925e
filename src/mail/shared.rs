//! Domains in which everybody can have an address. What is decided about all of such a domain would be decided about
//! strangers.

/// The large ones; with a small one that is missing here nothing is lost but a warning.
#[rustfmt::skip]
const SHARED: &[&str] = &[
    "126.com", "163.com", "aim.com", "aol.com", "bk.ru", "btinternet.com", "comcast.net", "duck.com", "fastmail.com",
    "fastmail.fm", "foxmail.com", "free.fr", "freenet.de", "gmail.com", "gmx.at", "gmx.ch", "gmx.com", "gmx.de", "gmx.net",
    "googlemail.com", "hey.com", "hotmail.co.uk", "hotmail.com", "hotmail.de", "hotmail.fr", "icloud.com", "inbox.ru",
    "laposte.net", "libero.it", "list.ru", "live.com", "mac.com", "mail.com", "mail.ru", "mailbox.org", "me.com",
    "msn.com", "naver.com", "onet.pl", "orange.fr", "outlook.com", "outlook.de", "outlook.fr", "pm.me", "posteo.de",
    "proton.me", "protonmail.com", "qq.com", "rambler.ru", "rocketmail.com", "seznam.cz", "sfr.fr", "t-online.de",
    "tuta.com", "tutanota.com", "virgilio.it", "wanadoo.fr", "web.de", "wp.pl", "yahoo.co.jp", "yahoo.co.uk", "yahoo.com",
    "yahoo.de", "yahoo.fr", "yahoo.it", "yandex.com", "yandex.ru", "yeah.net", "ymail.com", "zoho.com",
];

/// The domain of an address, where it is somebody's own; empty where it is shared, is no domain, or is an ending that
/// people register under.
pub(super) fn own_domain(address: &str) -> String {
    let domain = address.rsplit_once('@').map_or("", |(_, domain)| domain);
    let domain = domain.trim_end_matches('.').to_lowercase();
    let mut labels = domain.split('.');
    let is_whole = labels.clone().all(|label| !label.is_empty()) && labels.clone().count() > 1;
    let (first, second, third) = (labels.next(), labels.next(), labels.next());
    // `co.uk` and its like.
    let is_ending = third.is_none()
        && first.is_some_and(|label| label.len() <= 3)
        && second.is_some_and(|label| label.len() == 2);
    if !is_whole || is_ending || SHARED.contains(&domain.as_str()) {
        return String::new();
    }
    domain
}

#[cfg(test)]
mod tests {
    use super::{SHARED, own_domain};

    #[test]
    fn a_domain_is_somebodys_own_or_nobodys() {
        for (address, domain) in [
            ("News@Shop.Example", "shop.example"),
            ("a@news.shop.co.uk.", "news.shop.co.uk"),
            ("a@GMail.com", ""),
            ("a@co.uk", ""),
            ("root@localhost", ""),
            ("a@b..example", ""),
            ("nobody", ""),
            ("", ""),
        ] {
            assert_eq!(own_domain(address), domain, "{address}");
        }
    }

    #[test]
    fn the_list_is_in_order() {
        assert!(SHARED.is_sorted());
    }
}
