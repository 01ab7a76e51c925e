//! The way a message came and what is to be believed of its sender: what its header says, beside who has written to
//! the account before. It must not judge by itself: `mail::trace` does.

use super::Engine;
use super::mailbox::Mailbox;
use super::reading::within;
use crate::clock::Clock;
use crate::mail::{self, Hint, Home, Reading, Trace};
use crate::store::{Store, SummaryRecord};
use crate::transport::Dial;
use crate::units::{AccountId, UnixMillis};
use crate::wire::{self, Fault, FaultKind, SenderHint, SenderView};

/// A longer header is shown in part.
const HEADER_OCTETS: usize = 256 * 1024;

impl<S: Store, D: Dial, C: Clock> Engine<S, D, C> {
    /// Which way a message came, and how far that and its sender are to be believed.
    ///
    /// # Errors
    /// As [`Self::source`].
    pub async fn trace(&self, call: &wire::Trace) -> Result<wire::TraceView, Fault> {
        let (account, message) = call.message.of(call.account);
        let row = self
            .with_mailbox(account, |mailbox| mailbox.row(message).cloned())
            .await?
            .ok_or_else(|| Fault::of(FaultKind::NotHere))?;
        let original = self.message_original(account, message).await?;
        let bytes = within(self.reader().await?, &original.bytes, &call.within)?;
        let (provider, _) = self.home(account).await?;
        let (trace, sender) = self
            .traced(account, &row, &bytes, !call.within.is_empty())
            .await?;
        let (lines, is_whole) = mail::header_lines(&bytes, HEADER_OCTETS);
        Ok(wire::TraceView {
            sender,
            hops: trace.hops.into_iter().map(hop).collect(),
            left_out: trace.left_out,
            written_at: trace.written_at,
            provider,
            names: trace.names.into_iter().map(name).collect(),
            reports: trace.reports.into_iter().map(report).collect(),
            header: String::from_utf8_lossy(lines).into_owned(),
            is_header_cut: !is_whole,
        })
    }

    /// What is to be believed of a message's sender.
    pub(super) async fn sender(
        &self,
        account: AccountId,
        row: &SummaryRecord,
        bytes: &[u8],
        is_inside: bool,
    ) -> Result<SenderView, Fault> {
        let (_, sender) = self.traced(account, row, bytes, is_inside).await?;
        Ok(sender)
    }

    async fn traced(
        &self,
        account: AccountId,
        row: &SummaryRecord,
        bytes: &[u8],
        is_inside: bool,
    ) -> Result<(Trace, SenderView), Fault> {
        let reader = self.reader().await?;
        if is_inside {
            // Whoever sent the message around it wrote all of this one: no name in it is the provider's.
            let nobody = Home {
                server: "",
                email: "",
            };
            let trace = reader.trace(bytes, nobody);
            let sender = SenderView {
                verdict: wire::SenderVerdict::Unverified,
                reason: wire::VerdictReason::Inside,
                hints: trace.hints.iter().cloned().map(hint).collect(),
                earlier: None,
            };
            return Ok((trace, sender));
        }
        let (server, email) = self.home(account).await?;
        let home = Home {
            server: &server,
            email: &email,
        };
        let trace = reader.trace(bytes, home);
        let known = self
            .with_mailbox(account, |mailbox| Acquaintance::of(mailbox, row, reader))
            .await?;
        let mut sender = sender_view(&trace, known);
        if account == AccountId::FILES {
            // Nobody knows whose first message it was.
            sender.earlier = None;
        }
        Ok((trace, sender))
    }

    /// The server that an account's mail comes from, and its address. A file came from anywhere.
    async fn home(&self, account: AccountId) -> Result<(String, String), Fault> {
        if account == AccountId::FILES {
            return Ok(Default::default());
        }
        let connection = self.account(account).await?.connection;
        Ok((connection.host, connection.email))
    }
}

/// What the account's other messages say about a sender.
struct Acquaintance {
    /// Messages from that address before this one.
    earlier: u32,
    /// Another address that has written under that name, or from a domain that looks like this one.
    hints: Vec<SenderHint>,
}

impl Acquaintance {
    fn of(mailbox: &Mailbox, row: &SummaryRecord, reader: &dyn Reading) -> Self {
        let address = &row.mail.from_address;
        let others = || mailbox.all_rows().filter(|other| is_earlier(other, row));
        let same = others().filter(|other| other.mail.from_address.eq_ignore_ascii_case(address));
        let earlier = u32::try_from(same.count()).unwrap_or(u32::MAX);
        let mut known = Self {
            earlier,
            hints: Vec::new(),
        };
        // Whoever has written before under this address is who that always was.
        if earlier == 0 && !address.is_empty() {
            let mut addresses = others().map(|other| other.mail.from_address.as_str());
            let like = reader.look_alike(address, &mut addresses);
            known.hints.extend(like.map(hint));
            known.hints.extend(namesake(others(), row));
        }
        known
    }
}

fn is_earlier(other: &SummaryRecord, row: &SummaryRecord) -> bool {
    let moment = |row: &SummaryRecord| -> UnixMillis { row.mail.date.unwrap_or(row.arrived_at) };
    other.id != row.id && moment(other) <= moment(row)
}

/// Somebody of another domain who has written under the same name.
fn namesake<'r>(
    mut others: impl Iterator<Item = &'r SummaryRecord>,
    row: &SummaryRecord,
) -> Option<SenderHint> {
    let domain = |address: &str| {
        address
            .rsplit('@')
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase()
    };
    let (name, own) = (&row.mail.from_name, domain(&row.mail.from_address));
    if name.is_empty() {
        return None;
    }
    let namesake = others.find(|other| {
        other.mail.from_name.eq_ignore_ascii_case(name) && domain(&other.mail.from_address) != own
    })?;
    Some(SenderHint::NameOfAnother {
        address: namesake.mail.from_address.clone(),
    })
}

fn sender_view(trace: &Trace, known: Acquaintance) -> SenderView {
    let mut hints: Vec<SenderHint> = trace.hints.iter().cloned().map(hint).collect();
    for found in known.hints {
        let is_like = |hint: &SenderHint| matches!(hint, SenderHint::LooksLike { .. });
        if !is_like(&found) || !hints.iter().any(is_like) {
            // Behind what the sender's own domain says, before what many honest senders do.
            let place = hints
                .iter()
                .take_while(|hint| weight(hint) <= weight(&found))
                .count();
            hints.insert(place, found);
        }
    }
    let is_deceptive = hints.iter().any(|hint| weight(hint) <= DECEPTIVE);
    let (verdict, reason) = match verdict(trace.verdict) {
        wire::SenderVerdict::Verified if is_deceptive => {
            (wire::SenderVerdict::Unverified, wire::VerdictReason::Deceptive)
        }
        verdict => (verdict, reason(trace.reason)),
    };
    SenderView {
        verdict,
        reason,
        hints,
        earlier: Some(known.earlier),
    }
}

/// A hint of this weight or less says that the sender may pass for another: a domain that is rightly its own is then no
/// comfort.
const DECEPTIVE: u8 = 2;

/// How bad a hint is; the worst has the least.
const fn weight(hint: &SenderHint) -> u8 {
    match hint {
        SenderHint::SeveralWriters => 0,
        SenderHint::LooksLike { .. } | SenderHint::MixedScripts { .. } => 1,
        SenderHint::NameHoldsAddress { .. } | SenderHint::MixedName => 2,
        SenderHint::NameOfAnother { .. } => 3,
        SenderHint::RepliesElsewhere { .. } => 4,
        SenderHint::SentByAnother { .. } => 5,
        SenderHint::DateFarOff { .. } => 6,
        SenderHint::ReturnsElsewhere { .. } => 7,
        SenderHint::ForeignId { .. } => 8,
    }
}

fn hint(hint: Hint) -> SenderHint {
    match hint {
        Hint::SeveralWriters => SenderHint::SeveralWriters,
        Hint::LooksLike { domain, like } => SenderHint::LooksLike { domain, like },
        Hint::MixedScripts { domain } => SenderHint::MixedScripts { domain },
        Hint::NameHoldsAddress { address } => SenderHint::NameHoldsAddress { address },
        Hint::MixedName => SenderHint::MixedName,
        Hint::RepliesElsewhere { address } => SenderHint::RepliesElsewhere { address },
        Hint::SentByAnother { address } => SenderHint::SentByAnother { address },
        Hint::DateFarOff { by_ms } => SenderHint::DateFarOff { by_ms },
        Hint::ReturnsElsewhere { address } => SenderHint::ReturnsElsewhere { address },
        Hint::ForeignId { domain } => SenderHint::ForeignId { domain },
    }
}

const fn verdict(verdict: mail::Verdict) -> wire::SenderVerdict {
    match verdict {
        mail::Verdict::Verified => wire::SenderVerdict::Verified,
        mail::Verdict::Unverified => wire::SenderVerdict::Unverified,
        mail::Verdict::Failed => wire::SenderVerdict::Failed,
    }
}

const fn reason(reason: mail::Reason) -> wire::VerdictReason {
    match reason {
        mail::Reason::Dmarc => wire::VerdictReason::Dmarc,
        mail::Reason::Signature => wire::VerdictReason::Signature,
        mail::Reason::Path => wire::VerdictReason::Path,
        mail::Reason::NobodyChecked => wire::VerdictReason::NobodyChecked,
        mail::Reason::OnlyOthers => wire::VerdictReason::OnlyOthers,
        mail::Reason::MaybeForged => wire::VerdictReason::MaybeForged,
        mail::Reason::ForAnother => wire::VerdictReason::ForAnother,
        mail::Reason::Nothing => wire::VerdictReason::Nothing,
        mail::Reason::SeveralWriters => wire::VerdictReason::SeveralWriters,
        mail::Reason::NoSender => wire::VerdictReason::NoSender,
    }
}

fn hop(hop: mail::Hop) -> wire::HopView {
    wire::HopView {
        from: hop.from,
        found: hop.found,
        address: hop.address,
        network: hop.reach.map(|reach| match reach {
            mail::Reach::Public => wire::NetworkKind::Public,
            mail::Reach::Private => wire::NetworkKind::Private,
            mail::Reach::Loopback => wire::NetworkKind::Loopback,
            mail::Reach::Reserved => wire::NetworkKind::Reserved,
        }),
        by: hop.by,
        protocol: hop.protocol,
        encrypted: hop.encrypted,
        tls: hop.tls,
        cipher: hop.cipher,
        id: hop.id,
        recipient: hop.recipient,
        at: hop.at,
        date: hop.date,
        delay_ms: hop.delay_ms,
        believed: hop.believed,
    }
}

fn name(name: mail::Name) -> wire::NameView {
    wire::NameView {
        role: match name.role {
            mail::Role::From => wire::NamedAs::From,
            mail::Role::Sender => wire::NamedAs::Sender,
            mail::Role::ReplyTo => wire::NamedAs::ReplyTo,
            mail::Role::ReturnPath => wire::NamedAs::ReturnPath,
            mail::Role::MessageId => wire::NamedAs::MessageId,
            mail::Role::Signature => wire::NamedAs::Signature,
        },
        text: name.text,
        alignment: match name.alignment {
            mail::Alignment::Same => wire::DomainAlignment::Same,
            mail::Alignment::Organisation => wire::DomainAlignment::Organisation,
            mail::Alignment::Other => wire::DomainAlignment::Other,
            mail::Alignment::Absent => wire::DomainAlignment::Absent,
        },
    }
}

fn report(report: mail::Results) -> wire::ResultsView {
    let check = |check: mail::Check| wire::CheckView {
        method: check.method,
        result: check.result,
        properties: check.properties,
    };
    wire::ResultsView {
        kind: match report.kind {
            mail::ResultsKind::Authentication => wire::ResultsKind::Authentication,
            mail::ResultsKind::ReceivedSpf => wire::ResultsKind::ReceivedSpf,
            mail::ResultsKind::Arc => wire::ResultsKind::Arc,
        },
        by: report.by,
        standing: match report.standing {
            mail::Standing::Believed => wire::ResultsStanding::Believed,
            mail::Standing::Doubtful => wire::ResultsStanding::Doubtful,
            mail::Standing::Reported => wire::ResultsStanding::Reported,
        },
        checks: report.checks.into_iter().map(check).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::MailSummary;
    use crate::store::SummaryPage;
    use crate::units::{MessageId, Octets};

    const HOME: Home<'_> = Home {
        server: "pop.example.net",
        email: "anna@example.net",
    };

    fn row(id: u32, name: &str, address: &str) -> SummaryRecord {
        let mail = MailSummary {
            from_name: name.into(),
            from_address: address.into(),
            date: Some(UnixMillis(i64::from(id))),
            ..MailSummary::default()
        };
        SummaryRecord::of_arrival(MessageId(id), Octets(1), UnixMillis(0), mail)
    }

    /// What is said of the last of these senders.
    fn known(senders: &[(&str, &str)]) -> Acquaintance {
        let rows: Vec<SummaryRecord> = (0_u32..)
            .zip(senders)
            .map(|(id, (name, address))| row(id, name, address))
            .collect();
        let last = rows.last().unwrap().clone();
        Acquaintance::of(
            &Mailbox::new(vec![SummaryPage { page: 0, rows }]),
            &last,
            &mail::Reader,
        )
    }

    #[test]
    fn earlier_messages_of_an_address_are_counted() {
        let senders = [
            ("Ben", "ben@example.org"),
            ("", "BEN@example.org"),
            ("Ben", "x@example.com"),
            ("Ben", "ben@example.org"),
        ];
        let known = known(&senders);
        assert_eq!((known.earlier, known.hints), (2, Vec::new()));
    }

    #[test]
    fn a_known_name_at_a_new_address_is_named() {
        let known = known(&[("Mum", "margery@example.org"), ("mum", "mum@gifts.example")]);
        let address = "margery@example.org".to_owned();
        assert_eq!(known.hints, [SenderHint::NameOfAnother { address }]);
        assert_eq!(known.earlier, 0);
    }

    #[test]
    fn a_domain_that_passes_for_another_is_not_called_verified() {
        let header = b"Authentication-Results: mx.example.net; dmarc=pass header.from=examp1e.org\r\n\
            Received: from a.example (a.example [8.8.8.8]) by mx.example.net with ESMTP; Mon, 4 May 2026 10:00:00 +0000\r\n\
            From: Ben <ben@examp1e.org>\r\n\r\n";
        let trace = mail::trace(header, HOME);
        let alone = sender_view(&trace, known(&[("Ben", "ben@examp1e.org")]));
        assert_eq!(alone.verdict, wire::SenderVerdict::Verified);
        let beside = sender_view(
            &trace,
            known(&[("", "news@example.org"), ("Ben", "ben@examp1e.org")]),
        );
        assert_eq!(
            (beside.verdict, beside.reason),
            (wire::SenderVerdict::Unverified, wire::VerdictReason::Deceptive)
        );
        assert!(matches!(beside.hints.first(), Some(SenderHint::LooksLike { .. })));
    }
}
