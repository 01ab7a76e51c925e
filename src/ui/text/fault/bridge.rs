//! What to say when the bridge would not connect: why, and who can change that.

use super::{Action, BridgeRefusal, Sentence, says};

/// Why not, and what to do.
pub(super) fn sentence(refusal: BridgeRefusal) -> Sentence {
    match refusal {
        BridgeRefusal::BadHost => says(
            "“{server}” is not a name that a server can have.",
            "Check it for a slip: it looks like pop.example.org.",
            Action::EditServer,
        ),
        BridgeRefusal::Host => says(
            "The Restante server connects only to chosen mail servers, and {server} is not among them.",
            "Check the name for a slip. If it is right, whoever runs Restante can add it.",
            Action::EditServer,
        ),
        BridgeRefusal::Port => says(
            "The Restante server does not connect to port {port} of {server}.",
            "Mail with TLS usually has port 995. If yours is another, whoever runs Restante can allow it.",
            Action::EditServer,
        ),
        BridgeRefusal::Address => says(
            "{server} is inside a private network, where the Restante server may not go.",
            "Check the name for a slip. If it is meant, whoever runs Restante can allow private addresses.",
            Action::EditServer,
        ),
        BridgeRefusal::Token => says(
            "The Restante server connects only those who have its access token.",
            "Ask whoever runs Restante for it. This browser shows none, or another one.",
            Action::EnterToken,
        ),
        BridgeRefusal::Busy => says(
            "The Restante server has its hands full.",
            "It carries as many connections as it may. Your mail here still opens; try again in a minute.",
            Action::TryAgain,
        ),
        BridgeRefusal::Version => says(
            "This page and the Restante server are of different versions.",
            "Reload to get the page that fits. What has come is kept.",
            Action::Reload,
        ),
        BridgeRefusal::Page => says(
            "The Restante server is there, but connects nothing for this page.",
            "Whoever runs it has to allow this page’s address, or WebSockets through the proxy in front. Mail here still opens.",
            Action::TryAgain,
        ),
    }
}
