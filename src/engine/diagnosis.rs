//! What is wrong with an account's connection: a probe of it as it is kept, with its transcript. It fetches no message and
//! deletes none, and does not sign in where the server wants a pause first.

use std::cell::RefCell;

use super::Engine;
use super::probe::Probe;
use super::sign_in::Visit;
use crate::clock::Clock;
use crate::store::Store;
use crate::transport::Dial;
use crate::units::AccountId;
use crate::wire::{CheckState, DiagnosisView, Errand, Fault, FaultKind, StepView};

impl<S: Store, D: Dial, C: Clock> Engine<S, D, C> {
    /// Looks at an account's connection, step by step. Dropping the future ends it at once: nothing is left behind.
    ///
    /// # Errors
    /// [`FaultKind::NotHere`]; [`FaultKind::PasswordNeeded`]; the store's. What is wrong with the connection is no error:
    /// it is what was asked for.
    pub async fn diagnose(
        &self,
        account: AccountId,
        on_step: &dyn Fn(StepView),
    ) -> Result<DiagnosisView, Fault> {
        let record = self.account(account).await?;
        let password = self
            .password(account)
            .await?
            .ok_or_else(|| Fault::of(FaultKind::PasswordNeeded))?;
        let pause_until = self.store.server(account).await?.automatic_from();
        let probe = Probe {
            visit: Visit {
                server: &record.connection,
                password: &password,
                history: &record.sign_in,
            },
            errand: Errand::Diagnosis(account),
            recording: self.record(account, &record.connection, &password),
            not_before: pause_until.filter(|moment| self.clock.now() < *moment),
        };
        let steps = RefCell::new(Vec::new());
        let reached = self
            .probe(&probe, &|step| {
                if step.state != CheckState::Running {
                    steps.borrow_mut().push(step.clone());
                }
                on_step(step);
            })
            .await;
        let fault = match reached {
            Ok(reached) => {
                self.note_server(account, reached.capabilities.as_ref()).await?;
                None
            }
            Err(fault) => Some(fault),
        };
        Ok(DiagnosisView {
            steps: steps.into_inner(),
            fault,
        })
    }
}
