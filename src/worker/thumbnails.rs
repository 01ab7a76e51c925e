//! Small pictures of attached ones. The browser decodes what was sent, here where there is no page, and what goes on is a
//! drawing of that: still, of our size, and of our making. It must not decide what may be decoded; `mail` has.

use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, BlobPropertyBag, DedicatedWorkerGlobalScope, ImageBitmap, OffscreenCanvas,
    OffscreenCanvasRenderingContext2d,
};

use crate::mail::Picture;
use crate::wire::{Bytes, ThumbnailView};

/// Twice what is shown: many screens have two pixels for one.
const WIDTH: f64 = 320.0;
/// The same.
const HEIGHT: f64 = 240.0;

/// One of each that the browser can decode, one after the other: each may be large for a moment.
pub(super) async fn thumbnails(
    scope: &DedicatedWorkerGlobalScope,
    pictures: Vec<(u32, Picture)>,
) -> Vec<ThumbnailView> {
    let mut drawn = Vec::new();
    for (part, picture) in pictures {
        // What is damaged has none.
        if let Ok(png) = thumbnail(scope, picture).await {
            drawn.push(ThumbnailView {
                part,
                png: Bytes(png),
            });
        }
    }
    drawn
}

async fn thumbnail(scope: &DedicatedWorkerGlobalScope, picture: Picture) -> Result<Vec<u8>, JsValue> {
    let parts = Array::of1(&Uint8Array::from(picture.bytes.as_slice()));
    let properties = BlobPropertyBag::new();
    properties.set_type(picture.media_type);
    drop(picture.bytes);
    let blob = Blob::new_with_u8_array_sequence_and_options(&parts, &properties)?;
    let bitmap: ImageBitmap = JsFuture::from(scope.create_image_bitmap_with_blob(&blob)?)
        .await?
        .unchecked_into();
    let canvas = OffscreenCanvas::new(WIDTH as u32, HEIGHT as u32)?;
    let drawn = draw(&canvas, &bitmap);
    bitmap.close();
    drawn?;
    let png: Blob = JsFuture::from(canvas.convert_to_blob()?).await?.unchecked_into();
    let buffer = JsFuture::from(png.array_buffer()).await?;
    Ok(Uint8Array::new(&buffer).to_vec())
}

/// Fills the canvas with the middle of the picture; a small one stays as small as it is, which is twice its pixels.
fn draw(canvas: &OffscreenCanvas, bitmap: &ImageBitmap) -> Result<(), JsValue> {
    let (width, height) = (f64::from(bitmap.width()), f64::from(bitmap.height()));
    let scale = (WIDTH / width).max(HEIGHT / height).min(2.0);
    let (width, height) = (width * scale, height * scale);
    let context = canvas
        .get_context("2d")?
        .ok_or(JsValue::NULL)?
        .unchecked_into::<OffscreenCanvasRenderingContext2d>();
    context.draw_image_with_image_bitmap_and_dw_and_dh(
        bitmap,
        (WIDTH - width) / 2.0,
        (HEIGHT - height) / 2.0,
        width,
        height,
    )
}
