/** Something open above the page that Escape or a press elsewhere closes. */
interface Layer {
  /** Presses within these do not close it. */
  inside: () => (HTMLElement | null)[];
  onClose: () => void;
}

/** From the first opened to the one on top, which alone hears Escape and presses. */
const layers: Layer[] = [];

/** Opens a layer. Returns what takes it away again. */
export function openLayer(layer: Layer): () => void {
  if (layers.length === 0) listen();
  layers.push(layer);
  return () => {
    layers.splice(layers.indexOf(layer), 1);
    if (layers.length === 0) unlisten();
  };
}

// Captured, so that Escape closes the list and not also the dialog or the thread around it.
function listen(): void {
  document.addEventListener('keydown', keydown, true);
  document.addEventListener('pointerdown', pointerdown, true);
}

function unlisten(): void {
  document.removeEventListener('keydown', keydown, true);
  document.removeEventListener('pointerdown', pointerdown, true);
}

function keydown(event: KeyboardEvent): void {
  if (event.key !== 'Escape' || event.isComposing) return;
  event.preventDefault();
  event.stopPropagation();
  layers.at(-1)?.onClose();
}

function pointerdown(event: PointerEvent): void {
  // From the top down: a press in a lower layer closes only those above it.
  for (const layer of layers.toReversed()) {
    const target = event.target as Node;
    if (layer.inside().some((element) => element?.contains(target))) return;
    layer.onClose();
  }
}
