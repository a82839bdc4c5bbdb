/** One choice of a few, side by side. */
export function Segments({ label, options, value, onChange }: { label: string; options: readonly (readonly [string, string])[]; value: string; onChange: (value: string) => void }) {
  return (
    <div class="segments" role="group" aria-label={label}>
      {options.map(([key, text]) => <button key={key} aria-pressed={key === value} onClick={() => onChange(key)}>{text}</button>)}
    </div>
  );
}
