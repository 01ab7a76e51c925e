//! The interface's entry point, and where it is cut in two (`ui::on_demand`). It must not reach past `ui`.
//!
//! The cut is here and not in the library, because it is an export, and exports of the library would be in the engine's
//! module as well.

#[cfg(target_arch = "wasm32")]
fn main() {
    restante::ui::start(cut::REST);
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {}

#[cfg(target_arch = "wasm32")]
mod cut {
    use futures::FutureExt;
    use leptos::prelude::AnyView;
    use restante::ui::{Asked, Rest};

    pub(crate) const REST: Rest = Rest {
        fetch: || Box::pin(fetch().map(|outcome| outcome.is_ok())),
        // Once it has been fetched, there is nothing left to wait for.
        open: |asked| open(asked).now_or_never()?.ok(),
    };

    /// The second module did not come.
    pub(crate) struct Absent;

    #[cfg(cut)]
    impl From<wasm_split_helpers::SplitLoaderError> for Absent {
        fn from(_: wasm_split_helpers::SplitLoaderError) -> Self {
            Self
        }
    }

    #[cfg(cut)]
    #[wasm_split_helpers::wasm_split(parts, fallible, preload(fetch))]
    fn open(asked: Asked) -> Result<AnyView, Absent> {
        Ok(asked.draw())
    }

    #[cfg(not(cut))]
    #[allow(clippy::unused_async, reason = "as it is where it is cut")]
    async fn open(asked: Asked) -> Result<AnyView, Absent> {
        Ok(asked.draw())
    }

    #[cfg(not(cut))]
    #[allow(clippy::unused_async, reason = "as it is where it is cut")]
    async fn fetch() -> Result<(), Absent> {
        Ok(())
    }
}
