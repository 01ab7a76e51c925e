//! The engine worker's entry point, and where it is cut in two: what reads messages (`mail::Reading`) is a module of
//! its own, so that fetching can begin before it has come. It must not reach past `worker`.

#[cfg(target_arch = "wasm32")]
fn main() {
    restante::worker::start(cut::READ);
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {}

#[cfg(target_arch = "wasm32")]
mod cut {
    use futures::FutureExt;
    use restante::worker::{Read, Reader, Reading};

    pub(crate) const READ: Read = || Box::pin(reader().map(Result::ok));

    /// The second module did not come.
    pub(crate) struct Absent;

    #[cfg(cut)]
    impl From<wasm_split_helpers::SplitLoaderError> for Absent {
        fn from(_: wasm_split_helpers::SplitLoaderError) -> Self {
            Self
        }
    }

    #[cfg(cut)]
    #[wasm_split_helpers::wasm_split(reading, fallible)]
    fn reader() -> Result<&'static dyn Reading, Absent> {
        Ok(&Reader)
    }

    #[cfg(not(cut))]
    #[allow(clippy::unused_async, reason = "as it is where it is cut")]
    async fn reader() -> Result<&'static dyn Reading, Absent> {
        Ok(&Reader)
    }
}
