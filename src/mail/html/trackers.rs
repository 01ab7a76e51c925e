//! Who counts the readers of mail with pictures: services that are known to, by where they are asked for them. It must
//! name nobody who only keeps pictures: what stands here is never loaded.
//!
//! Each entry is what the service's own documentation, or the mail that it sends, shows of its open-tracking picture. A
//! service that counts under its customers' names is known by the path alone, where that is like no other's.

use ammonia::Url;

struct Service {
    name: &'static str,
    /// The host, or one above it; `#` stands for digits. Empty for any.
    host: &'static str,
    /// In the path or the query; empty for any.
    path: &'static str,
}

const fn service(name: &'static str, host: &'static str, path: &'static str) -> Service {
    Service { name, host, path }
}

#[rustfmt::skip]
const SERVICES: &[Service] = &[
    // Senders of newsletters and of programs' mail.
    service("ActiveCampaign", "activehosted.com", "/lt.php"),
    service("Amazon SES", "awstrack.me", "/I0/"),
    service("AWeber", "openrate.aweber.com", ""),
    service("beehiiv", "beehiiv.com", "/ss/o/"),
    service("Brevo", "sendibt#.com", "/tr/op/"),
    service("Brevo", "sendibm#.com", "/tr/op/"),
    service("Campaign Monitor", "cmail#.com", "/t/"),
    service("Campaign Monitor", "createsend#.com", "/t/"),
    service("Constant Contact", "rs6.net", "/on.jsp"),
    service("Customer.io", "customeriomail.com", "/e/o/"),
    service("Customer.io", "track.customer.io", ""),
    service("Dotdigital", "trackedlink.net", ""),
    service("Emma", "e2ma.net", "/track"),
    service("GetResponse", "getresponse.com", "/open.html"),
    service("GovDelivery", "govdelivery.com", "/track"),
    service("HubSpot", "hubspotemail.net", ""),
    service("HubSpot", "hubspotfree.net", ""),
    service("HubSpot", "sidekickopen#.com", ""),
    service("HubSpot", "track.hubspot.com", "/__ptq.gif"),
    service("HubSpot", "", "/e2t/o/"),
    service("HubSpot", "", "/e1t/o/"),
    service("Intercom", "via.intercom.io", "/o?"),
    service("Intercom", "intercom-mail.com", "/o?"),
    service("Iterable", "", "/e/eo?"),
    service("Kit", "convertkit-mail.com", "/o/"),
    service("Kit", "convertkit-mail#.com", ""),
    service("Klaviyo", "trk.klaviyomail.com", ""),
    service("Klaviyo", "ctrk.klclick.com", "/o/"),
    service("Klaviyo", "ctrk.klclick#.com", "/o/"),
    service("Litmus", "emltrk.com", ""),
    service("Mailchimp", "list-manage.com", "/track/"),
    service("Mailchimp", "mandrillapp.com", "/track/open"),
    service("Mailchimp", "", "/track/open.php?u="),
    service("MailerLite", "clicks.mlsend.com", "/link/o/"),
    service("Mailgun", "mailgun.org", "/o/"),
    service("Mailgun", "", "/o/eJ"),
    service("Mailjet", "mjt.lu", "/oo/"),
    service("Marketo", "mktoresp.com", ""),
    service("Marketo", "mkto-k#.com", "/trk"),
    service("Marketo", "", "/trk?t="),
    service("Oracle Eloqua", "", "/e/FooterImages/FooterImage"),
    service("Oracle Responsys", "", "/pub/as?_ri_="),
    service("phpList", "", "/ut.php?u="),
    service("Postmark", "pstmrk.it", "/open"),
    service("Salesforce", "exct.net", "/open.aspx"),
    service("Salesforce", "", "/open.aspx?"),
    service("SendGrid", "sendgrid.net", "/wf/open"),
    service("SendGrid", "", "/wf/open?upn="),
    service("SparkPost", "spgo.io", "/q/"),
    service("Substack", "eotrx.substackcdn.com", ""),
    service("Substack", "email.mg.substack.com", "/o/"),
    // Programs that tell one person that another has read a letter.
    service("Bananatag", "bl-1.com", ""),
    service("Boomerang", "mailstat.us", "/tr"),
    service("Cirrus Insight", "tracking.cirrusinsight.com", ""),
    service("ContactMonkey", "contactmonkey.com", "/api/v1/tracker"),
    service("GMass", "gmtrack.net", ""),
    service("GMass", "gmreg#.net", ""),
    service("Gmelius", "gml.email", ""),
    service("Mailbutler", "bowtie.mailbutler.io", "/tracking/"),
    service("Mailspring", "getmailspring.com", "/open"),
    service("Mailtrack", "mailtrack.io", "/trace"),
    service("Mailtrack", "mltrk.io", "/pixel"),
    service("Mixmax", "track.mixmax.com", ""),
    service("Mixmax", "email.mixmax.com", ""),
    service("Outreach", "", "/api/mailings/opened"),
    service("Polymail", "polymail.io", "/v2/z/"),
    service("Streak", "mailfoogae.appspot.com", ""),
    service("Superhuman", "r.superhuman.com", ""),
    service("Yesware", "t.yesware.com", ""),
    service("Yesware", "app.yesware.com", "/t/"),
    // Sites that count who reads what they send.
    service("eBay", "rover.ebay.com", "/roveropen/"),
    service("GitHub", "github.com", "/notifications/beacon/"),
    service("Google", "notifications.google.com", "/g/img/"),
    service("Google Analytics", "google-analytics.com", "/collect"),
    service("Google Analytics", "google-analytics.com", "/__utm.gif"),
    service("LinkedIn", "linkedin.com", "/emimp/"),
    service("LinkedIn", "px.ads.linkedin.com", ""),
    service("Meta", "facebook.com", "/tr?"),
    service("Meta", "facebook.com", "/tr/?"),
    service("Meta", "facebook.com", "/email_open_log_pic.php"),
    service("PayPal", "t.paypal.com", "/ts"),
    service("Quora", "quora.com", "/qemail/mark_read"),
    service("X", "twitter.com", "/scribe/ibis"),
];

/// Whose service a picture asks, where that is known for counting readers.
pub(super) fn owner(url: &Url) -> Option<&'static str> {
    let host = url.host_str()?;
    let query = url.query().map(|query| format!("?{query}"));
    let place = [url.path(), query.as_deref().unwrap_or_default()].concat();
    let found = SERVICES
        .iter()
        .find(|service| is_within(host, service.host) && place.contains(service.path));
    found.map(|service| service.name)
}

/// Whether a host is this one, or below it.
fn is_within(host: &str, wanted: &str) -> bool {
    let mut labels = host.rsplit('.');
    wanted.is_empty()
        || wanted.rsplit('.').all(|wanted| {
            let is_it = |label: &str| match wanted.split_once('#') {
                None => label == wanted,
                Some((front, back)) => {
                    let middle = label.strip_prefix(front).and_then(|rest| rest.strip_suffix(back));
                    middle.is_some_and(|digits| {
                        !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
                    })
                }
            };
            labels.next().is_some_and(is_it)
        })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use ammonia::Url;

    use super::owner;

    fn of(url: &str) -> Option<&'static str> {
        owner(&Url::parse(url).unwrap())
    }

    #[test]
    fn those_who_count_readers_are_named() {
        for (url, name) in [
            (
                "https://shop.us12.list-manage.com/track/open.php?u=1&id=2&e=3",
                "Mailchimp",
            ),
            ("https://mail.shop.example/track/open.php?u=1&id=2", "Mailchimp"),
            ("https://u1.ct.sendgrid.net/wf/open?upn=x", "SendGrid"),
            ("https://links.shop.example/wf/open?upn=x", "SendGrid"),
            ("https://t.sidekickopen87.com/x.gif", "HubSpot"),
            ("https://x.cmail20.com/t/a-o-b/o.gif", "Campaign Monitor"),
            ("https://ABC.EMLTRK.COM/abc?p", "Litmus"),
            ("https://email.shop.example/o/eJwNy0", "Mailgun"),
            ("https://cl.S4.exct.net/open.aspx?ffcb10", "Salesforce"),
            ("https://www.google-analytics.com/collect?v=1", "Google Analytics"),
            ("https://www.facebook.com/tr?id=1&ev=PageView", "Meta"),
        ] {
            assert_eq!(of(url), Some(name), "{url}");
        }
    }

    #[test]
    fn whoever_only_keeps_pictures_is_not() {
        for url in [
            "https://mcusercontent.com/abc/images/hero.png",
            "https://cdn.example.org/newsletter/header.jpg",
            "https://notlist-manage.com/track/open.php",
            "https://list-manage.com.example/track/x.png",
            "https://cmail.com/t/x.png",
            "https://cmail2x.com/t/x.png",
            "https://github.com/avatar.png",
            "https://www.facebook.com/images/logo.png",
            "https://com/x.png",
            "https://[::1]/x.png",
        ] {
            assert_eq!(of(url), None, "{url}");
        }
    }
}
