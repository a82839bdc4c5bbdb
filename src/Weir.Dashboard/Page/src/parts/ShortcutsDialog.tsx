import { Dialog } from "./Dialog.tsx";
import { shortcuts } from "./keys.ts";

export function ShortcutsDialog({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title="Keyboard" onClose={onClose}>
      <dl class="keys">
        {shortcuts.map(({ keys, does }) => <div key={keys}><dt>{keys.split(" ").map((key, i) => (key === "/" && keys !== "/" ? " or " : <kbd key={i}>{key}</kbd>))}</dt><dd>{does}</dd></div>)}
      </dl>
    </Dialog>
  );
}
