//! What is wrong with a certificate, all of it: whoever trusts it must know everything that is known against it.

use crate::ui::text::catalogue::{filled, said};
use crate::wire::{CertificateProblem, CertificateView};

/// A sentence for each problem, the most telling one first.
#[must_use]
pub fn certificate_problems(certificate: &CertificateView) -> Vec<String> {
    let first = first(certificate.problem);
    let others = certificate.also.iter().map(|problem| also(*problem));
    std::iter::once(first)
        .chain(others)
        .map(|sentence| filled(sentence, &[("host", &certificate.host)]))
        .collect()
}

fn first(problem: CertificateProblem) -> &'static str {
    said(match problem {
        CertificateProblem::SelfSigned => {
            "{host} vouches for itself: its certificate is self-signed, and no known authority stands behind it."
        }
        CertificateProblem::UnknownIssuer => {
            "The certificate of {host} is signed by an authority that Restante does not know."
        }
        CertificateProblem::Expired => "The certificate of {host} has expired.",
        CertificateProblem::NotYetValid => {
            "The certificate of {host} is not valid yet. Is the clock of this device right?"
        }
        CertificateProblem::WrongName => {
            "The certificate is for another name than {host}. Perhaps the server has a second name."
        }
        CertificateProblem::Changed => "{host} shows another certificate than the one you trusted.",
        CertificateProblem::Other => "The certificate of {host} could not be verified.",
    })
}

fn also(problem: CertificateProblem) -> &'static str {
    said(match problem {
        CertificateProblem::SelfSigned => "It is also self-signed: no known authority stands behind it.",
        CertificateProblem::UnknownIssuer => "It is also signed by an authority that Restante does not know.",
        CertificateProblem::Expired => "It has also expired.",
        CertificateProblem::NotYetValid => "It is also not valid yet.",
        CertificateProblem::WrongName => "It is also for another name than {host}.",
        CertificateProblem::Changed => "It is also not the one that you trusted.",
        CertificateProblem::Other => "There is also something else wrong with it.",
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::units::{Sha256, UnixMillis};

    const ALL: [CertificateProblem; 7] = [
        CertificateProblem::SelfSigned,
        CertificateProblem::UnknownIssuer,
        CertificateProblem::Expired,
        CertificateProblem::NotYetValid,
        CertificateProblem::WrongName,
        CertificateProblem::Changed,
        CertificateProblem::Other,
    ];

    fn said(problem: CertificateProblem, also: &[CertificateProblem]) -> Vec<String> {
        certificate_problems(&CertificateView {
            problem,
            also: also.to_vec(),
            host: "pop.example.org".to_owned(),
            names: Vec::new(),
            subject: String::new(),
            issuer: String::new(),
            not_before: UnixMillis(0),
            not_after: UnixMillis(0),
            fingerprint: Sha256([0; 32]),
        })
    }

    #[test]
    fn every_problem_is_said_whether_it_comes_first_or_not() {
        let sentences: BTreeSet<String> = ALL
            .iter()
            .flat_map(|problem| said(*problem, &[*problem]))
            .collect();
        assert_eq!(sentences.len(), 2 * ALL.len());
    }

    #[test]
    fn the_most_telling_problem_comes_first_and_the_others_in_their_order() {
        let sentences = said(
            CertificateProblem::Expired,
            &[CertificateProblem::WrongName, CertificateProblem::UnknownIssuer],
        );
        for (sentence, word) in sentences
            .iter()
            .zip(["has expired", "also for another name", "authority"])
        {
            assert!(sentence.contains(word), "{sentence}");
        }
        assert_eq!(sentences.len(), 3);
    }
}
