//! The table of providers: facts only, each as its provider or its users publish it. Order matters where a domain could
//! be two providers': the first is taken. What people read about it is in `ui::text`.

use super::{Need, Provider, Server, UserName};
use crate::wire::Security;

/// One provider a row: name, domains, server, what its user names are, what it needs, and where that is found.
macro_rules! providers {
    ($($name:literal, [$($domain:literal)*], $server:expr, $user:ident, $need:ident
        {$($fact:ident: $value:expr),* $(,)?})+) => {
        &[$(Provider {
            name: $name,
            domains: &[$($domain),*],
            server: $server,
            user: UserName::$user,
            need: Need::$need,
            $($fact: $value,)*
            ..NOTHING_ELSE
        }),+]
    };
}

const NOTHING_ELSE: Provider = Provider {
    name: "",
    domains: &[],
    server: None,
    user: UserName::Address,
    need: Need::Password,
    groups: 0,
    menu: "",
    switch: "",
    passwords: "",
    help: "",
};

const fn tls(host: &'static str) -> Option<Server> {
    Some(Server {
        host,
        port: 995,
        security: Security::Tls,
    })
}

const fn stls(host: &'static str) -> Option<Server> {
    Some(Server {
        host,
        port: 110,
        security: Security::Stls,
    })
}

const fn plain(host: &'static str) -> Option<Server> {
    Some(Server {
        host,
        port: 110,
        security: Security::Plain,
    })
}

const ZOHO: &str = "https://www.zoho.com/mail/help/pop-access.html";
const ZOHO_MENU: &str = "Settings › Mail Accounts › POP";
const TIM: &str = "https://www.tim.it/assistenza/assistenza-tecnica/mail/configurazione/protocolli-posta";

/// The table.
pub static PROVIDERS: &[Provider] = providers! {
    // Where most people are.
    "Gmail", ["gmail.com" "googlemail.com"], tls("pop.gmail.com"), Address, Gmail {
        groups: 4,
        switch: "https://mail.google.com/mail/u/0/#settings/fwdandpop",
        passwords: "https://myaccount.google.com/apppasswords",
        help: "https://support.google.com/mail/answer/7104828",
    }
    "Google Workspace", [], tls("pop.gmail.com"), Address, Gmail {
        groups: 4,
        switch: "https://mail.google.com/mail/u/0/#settings/fwdandpop",
        passwords: "https://myaccount.google.com/apppasswords",
        help: "https://support.google.com/a/answer/6089246",
    }
    "Outlook.com", ["outlook.*" "hotmail.*" "live.*" "msn.com" "passport.com" "windowslive.com"], tls("outlook.office365.com"), Address, OAuthOnly {
        menu: "Settings › Mail › Forwarding and IMAP",
        switch: "https://outlook.live.com/mail/0/options/mail/forwarding",
        help: "https://support.office.com/article/pop-imap-and-smtp-settings-for-outlook-com-d088b986-291d-42b8-9564-9c414e2aa040",
    }
    "Microsoft 365", ["*.onmicrosoft.com"], tls("outlook.office365.com"), Address, OAuthOnly {
        menu: "Settings › Mail › Forwarding",
        switch: "https://outlook.office.com/mail/options/mail/forwarding",
    }
    "Yahoo! Japan", ["yahoo.co.jp"], tls("pop.mail.yahoo.co.jp"), LocalPart, Password {}
    "Yahoo", ["yahoo.*" "ymail.com" "rocketmail.com" "myyahoo.com"], tls("pop.mail.yahoo.com"), Address, AppPassword {
        groups: 4,
        menu: "Security › External connections › Create app password",
        passwords: "https://login.yahoo.com/account/security",
        help: "https://help.yahoo.com/kb/SLN15241.html",
    }
    "AOL", ["aol.*" "aim.com" "netscape.net" "compuserve.com" "cs.com" "wmconnect.com"], tls("pop.aol.com"), Address, AppPassword {
        groups: 4,
        menu: "Security › External connections › Create app password",
        passwords: "https://login.aol.com/account/security",
        help: "https://help.aol.com/articles/how-do-i-use-other-email-applications-to-send-and-receive-my-aol-mail",
    }
    "Verizon", ["verizon.net"], tls("pop.aol.com"), Address, AppPassword {
        groups: 4,
        menu: "Security › External connections › Create app password",
        passwords: "https://login.aol.com/account/security",
        help: "https://help.aol.com/articles/how-do-i-set-up-other-email-applications-to-send-and-receive-my-verizon-net-mail",
    }
    "iCloud", ["icloud.com" "me.com" "mac.com"], None, Address, NoPop3 {
        menu: "Settings › Mail Forwarding",
        switch: "https://www.icloud.com/mail",
    }

    // Germany, Austria, Switzerland.
    "GMX", ["gmx.net" "gmx.de" "gmx.at" "gmx.ch" "gmx.eu" "gmx.biz" "gmx.org" "gmx.info" "mein.gmx" "mail.gmx" "email.gmx"], tls("pop.gmx.net"), Address, SwitchOn {
        menu: "E-Mail › Einstellungen › POP3/IMAP Abruf",
        help: "https://hilfe.gmx.net/pop-imap/einschalten.html",
    }
    "GMX", ["gmx.*"], tls("pop.gmx.com"), Address, SwitchOn {
        menu: "E-Mail › Settings › POP3 & IMAP",
    }
    "WEB.DE", ["web.de"], tls("pop3.web.de"), LocalPart, SwitchOn {
        menu: "E-Mail › Einstellungen › POP3/IMAP Abruf",
        help: "https://hilfe.web.de/pop-imap/einschalten.html",
    }
    "T-Online", ["t-online.de" "magenta.de"], tls("securepop.t-online.de"), Address, MailPassword {
        passwords: "https://www.telekom.de/hilfe/apps-dienste/e-mail/programme/passwort-verwalten",
        help: "https://www.telekom.de/hilfe/apps-dienste/e-mail/programme/passwort-verwalten",
    }
    "IONOS", ["online.de" "onlinehome.de" "sofortstart.de" "sofort-start.de" "sofortsurf.de" "sofort-surf.de" "go4more.de"], tls("pop.1und1.de"), Address, Password {
        help: "https://hilfe-center.1und1.de/e-mail-einstellungen",
    }
    "IONOS", [], tls("pop.ionos.de"), Address, Password {}
    "Strato", ["strato.de"], tls("pop3.strato.de"), Address, Password {
        help: "https://www.strato.de/faq/mail/externes-e-mail-programm-mit-strato-e-mail-adresse-nutzen/",
    }
    "Posteo", ["posteo.*"], tls("posteo.de"), Address, Password {
        help: "https://posteo.de/hilfe/wie-richte-ich-posteo-in-einem-mailprogramm-ein-pop3-imap-und-smtp",
    }
    "Bluewin", ["bluewin.ch" "bluemail.ch"], tls("pop3s.bluewin.ch"), Address, MailPassword {}

    // Mail for its own sake.
    "mail.com", ["mail.com" "mail.org" "email.com" "post.com" "usa.com" "consultant.com" "dr.com" "engineer.com" "techie.com" "linuxmail.org" "europe.com" "london.com" "myself.com" "iname.com" "writeme.com"], tls("pop.mail.com"), Address, PaidPlan {}
    "Zoho", ["zoho.com" "zohomail.com"], tls("pop.zoho.com"), Address, SwitchOn { groups: 3, menu: ZOHO_MENU, help: ZOHO }
    "Zoho", ["zoho.eu" "zohomail.eu"], tls("pop.zoho.eu"), Address, SwitchOn { groups: 3, menu: ZOHO_MENU, help: ZOHO }
    "Zoho", ["zoho.in" "zohomail.in"], tls("pop.zoho.in"), Address, SwitchOn { groups: 3, menu: ZOHO_MENU, help: ZOHO }
    "Zoho", ["zoho.com.au" "zohomail.com.au"], tls("pop.zoho.com.au"), Address, SwitchOn { groups: 3, menu: ZOHO_MENU, help: ZOHO }
    "Fastmail", ["fastmail.com" "fastmail.fm" "messagingengine.com"], tls("pop.fastmail.com"), Address, AppPassword {
        groups: 4,
        menu: "Settings › Privacy & Security › Manage app passwords and access",
        passwords: "https://app.fastmail.com/settings/security",
        help: "https://www.fastmail.help/hc/en-us/articles/1500000279921",
    }
    "Yandex", ["yandex.*" "ya.ru" "narod.ru"], tls("pop.yandex.com"), Address, AppPassword {
        menu: "Settings › Email clients",
        switch: "https://mail.yandex.com/#setup/client",
        passwords: "https://id.yandex.com/security/app-passwords",
    }
    "Mail.ru", ["mail.ru" "inbox.ru" "list.ru" "bk.ru" "internet.ru"], tls("pop.mail.ru"), Address, AppPassword {
        passwords: "https://account.mail.ru/user/2-step-auth/passwords",
        help: "https://help.mail.ru",
    }
    "Rambler", ["rambler.ru"], tls("pop.rambler.ru"), Address, Password {
        help: "https://help.rambler.ru/mail/mail-pochtovye-klienty/1275/",
    }
    "Rediffmail", ["rediffmail.com"], tls("pop.rediffmail.com"), Address, PaidPlan {}
    "Proton", ["proton.me" "protonmail.*" "pm.me"], None, Address, NoPop3 {}
    "Tuta", ["tuta.com" "tuta.io" "tutanota.com" "tutanota.de" "tutamail.com" "keemail.me"], None, Address, NoPop3 {}

    // France, Italy, Belgium, the Netherlands.
    "La Poste", ["laposte.net"], tls("pop.laposte.net"), LocalPart, SwitchOn { help: "https://aide.laposte.net" }
    "Orange", ["orange.fr" "wanadoo.fr"], tls("pop.orange.fr"), Address, Password { help: "https://assistance.orange.fr" }
    "Free", ["free.fr"], tls("pop.free.fr"), LocalPart, Password {
        help: "https://assistance.free.fr/articles/configurer-de-maniere-avancee-mon-logiciel-de-messagerie-609",
    }
    "SFR", ["sfr.fr" "neuf.fr" "club-internet.fr"], tls("pop.sfr.fr"), Address, Password { help: "https://assistance.sfr.fr" }
    "Libero", ["libero.it" "iol.it" "blu.it" "inwind.it" "giallo.it"], tls("popmail.libero.it"), Address, Password { help: "https://aiuto.libero.it" }
    "Virgilio", ["virgilio.it"], tls("in.virgilio.it"), Address, Password { help: "https://aiuto.virgilio.it" }
    "TIM", ["tim.it"], stls("pop.tim.it"), Address, Password { help: TIM }
    "TIM", ["alice.it" "tin.it"], stls("in.alice.it"), Address, Password { help: TIM }
    "Proximus", ["skynet.be" "proximus.be" "belgacom.net" "kidcity.be"], tls("pop.proximus.be"), Address, Password {}
    "KPN", ["kpnmail.nl" "kpnplanet.nl" "planet.nl" "wxs.nl" "hetnet.nl" "freeler.nl" "xs4all.nl" "telfort.nl" "tiscali.nl"], tls("pop.kpnmail.nl"), Address, Password {
        help: "https://www.kpn.com/service/internet/e-mail/instellen-laptop-pc.htm",
    }
    "Ziggo", ["ziggo.nl" "ziggomail.com" "casema.nl" "upcmail.nl" "chello.nl" "multiweb.nl" "home.nl" "quicknet.nl"], tls("pop.ziggo.nl"), Address, Password {
        help: "https://www.ziggo.nl/klantenservice/e-mail/",
    }

    // Czechia, Poland.
    "Seznam", ["seznam.cz" "email.cz" "post.cz" "spoluzaci.cz"], tls("pop3.seznam.cz"), Address, Password { help: "https://napoveda.seznam.cz/cz/email/imap-pop3-smtp/" }
    "WP", ["wp.pl"], tls("pop3.wp.pl"), LocalPart, SwitchOn {}
    "o2", ["o2.pl" "tlen.pl" "go2.pl" "prokonto.pl"], tls("poczta.o2.pl"), LocalPart, SwitchOn {
        help: "https://pomoc.o2.pl/aktywacja-dostepu-dla-programow-pocztowych",
    }
    "Onet", ["onet.pl" "onet.eu" "poczta.onet.pl" "poczta.onet.eu" "op.pl" "vp.pl" "autograf.pl" "buziaczek.pl" "amorki.pl" "republika.pl" "adres.pl" "cyberia.pl" "onet.com.pl" "opoczta.pl" "pseudonim.pl" "spoko.pl" "vip.onet.pl"], tls("pop3.poczta.onet.pl"), Address, SwitchOn {
        help: "https://pomoc.poczta.onet.pl",
    }

    // The United Kingdom, North America, Australia.
    "BT", ["btinternet.com" "btopenworld.com" "talk21.com"], tls("mail.btinternet.com"), Address, Password { help: "https://www.bt.com/help/email" }
    "Sky", ["sky.com"], tls("pop.tools.sky.com"), Address, AppPassword { help: "https://help.sky.com" }
    "Virgin Media", ["virginmedia.com" "ntlworld.com" "virgin.net" "blueyonder.co.uk"], tls("pop3.virginmedia.com"), Address, AppPassword {}
    "AT&T", ["att.net" "ameritech.net" "bellsouth.net" "currently.com" "flash.net" "nvbell.net" "pacbell.net" "prodigy.net" "sbcglobal.net" "snet.net" "swbell.net" "wans.net"], tls("inbound.att.net"), Address, MailPassword {
        menu: "Secure mail key",
        help: "https://www.att.com/support/article/email-support/KM1010523/",
    }
    "Comcast", ["comcast.net"], tls("mail.comcast.net"), Address, SwitchOn {
        help: "https://www.xfinity.com/support/articles/third-party-email-access",
    }
    "EarthLink", ["earthlink.net" "mindspring.com" "ix.netcom.com"], tls("pop.earthlink.net"), Address, Password {
        help: "https://help.earthlink.net/portal/en/kb/articles/email-server-settings",
    }
    "Bell", ["bell.net" "sympatico.ca"], tls("pophm.sympatico.ca"), Address, Password {}
    "Telstra", ["bigpond.com" "bigpond.net.au" "telstra.com" "bigpond.net"], tls("pop.telstra.com"), Address, Password {
        help: "https://www.telstra.com.au/support/category/email/telstra-mail/recommended-email-settings-for-telstra-mail",
    }
    "UOL", ["uol.com.br"], tls("pop3.uol.com.br"), LocalPart, SwitchOn {}

    // China, Japan, Korea.
    "QQ", ["qq.com" "foxmail.com"], tls("pop.qq.com"), Address, AuthorisationCode { menu: "设置 › 账号", switch: "https://mail.qq.com" }
    "NetEase", ["163.com"], tls("pop.163.com"), Address, AuthorisationCode { menu: "设置 › POP3/SMTP/IMAP", switch: "https://mail.163.com" }
    "NetEase", ["126.com"], tls("pop.126.com"), Address, AuthorisationCode { menu: "设置 › POP3/SMTP/IMAP", switch: "https://mail.126.com" }
    "NetEase", ["yeah.net"], tls("pop.yeah.net"), Address, AuthorisationCode { menu: "设置 › POP3/SMTP/IMAP", switch: "https://mail.yeah.net" }
    "Naver", ["naver.com"], tls("pop.naver.com"), Address, SwitchOn { help: "https://help.naver.com" }
    "OCN", ["ocn.ne.jp" "*.ocn.ne.jp"], tls("pop.ocn.ne.jp"), Address, Password {}
    "BIGLOBE", ["biglobe.ne.jp" "*.biglobe.ne.jp"], tls("mail.biglobe.ne.jp"), Address, Password {}
    "@nifty", ["nifty.com"], plain("pop.nifty.com"), LocalPart, NoEncryption {}

    // Hosts of other people's domains: only their servers give them away.
    "OVH", ["ovh.net"], tls("ssl0.ovh.net"), Address, Password {}
    "Gandi", ["gandi.net"], tls("mail.gandi.net"), Address, Password {}
    "GoDaddy", ["secureserver.net"], tls("pop.secureserver.net"), Address, Password {}
};
