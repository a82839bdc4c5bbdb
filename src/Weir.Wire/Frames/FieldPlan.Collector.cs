using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Weir.Wire.Frames;

public sealed partial class FieldPlan
{
    /// <summary>Keeps the text of the wanted fields of one frame.</summary>
    private sealed class Collector : IFieldVisitor
    {
        private readonly Dictionary<string, (int Slot, FieldFormat Format)> _wanted = new(StringComparer.Ordinal);
        private readonly Dictionary<string, (int Slot, FieldFormat Format)>.AlternateLookup<ReadOnlySpan<char>> _lookup;
        private readonly StringBuilder[] _values;
        private readonly int[] _slots;
        private readonly char[] _path = new char[128];
        private readonly Stack<int> _ends = new();
        private int _length;

        public Collector(string[] names)
        {
            _values = new StringBuilder[names.Length];
            _slots = new int[names.Length];
            for (int i = 0; i < names.Length; i++)
            {
                _values[i] = new StringBuilder();
                // A name that is asked for twice is kept once.
                _wanted.TryAdd(names[i], (i, FrameFieldNames.All[names[i]]));
                _slots[i] = _wanted[names[i]].Slot;
            }

            _lookup = _wanted.GetAlternateLookup<ReadOnlySpan<char>>();
        }

        /// <summary>The text of a column: its values joined by commas.</summary>
        public StringBuilder this[int column] => _values[_slots[column]];

        public void Clear()
        {
            foreach (StringBuilder value in _values) { value.Clear(); }
        }

        public void Begin(string name)
        {
            _ends.Push(_length);
            name.CopyTo(_path.AsSpan(_length));
            _length += name.Length;
            _path[_length++] = '.';
        }

        public void End() => _length = _ends.Pop();

        public void Field(string name, string value)
        {
            if (!TryGet(name, out StringBuilder? text, out _)) { return; }
            foreach (char c in value)
            {
                // A tab or a line end inside a name would break the row.
                if (c < ' ') { text.Append(CultureInfo.InvariantCulture, $"\\x{(int)c:x2}"); } else { text.Append(c); }
            }
        }

        public void Field(string name, long value)
        {
            if (!TryGet(name, out StringBuilder? text, out FieldFormat format)) { return; }
            switch (format)
            {
                case FieldFormat.Hex2: text.Append(CultureInfo.InvariantCulture, $"0x{value:x2}"); break;
                case FieldFormat.Hex4: text.Append(CultureInfo.InvariantCulture, $"0x{value:x4}"); break;
                case FieldFormat.Hex6: text.Append(CultureInfo.InvariantCulture, $"0x{value:x6}"); break;
                case FieldFormat.Hex8: text.Append(CultureInfo.InvariantCulture, $"0x{value:x8}"); break;
                default: text.Append(value); break;
            }
        }

        public void Field(string name, bool value)
        {
            if (TryGet(name, out StringBuilder? text, out _)) { text.Append(value ? '1' : '0'); }
        }

        public void Field(string name, ReadOnlySpan<byte> value)
        {
            if (!TryGet(name, out StringBuilder? text, out _)) { return; }
            foreach (byte octet in value) { text.Append("0123456789abcdef"[octet >> 4]).Append("0123456789abcdef"[octet & 15]); }
        }

        private bool TryGet(string name, [NotNullWhen(true)] out StringBuilder? text, out FieldFormat format)
        {
            name.CopyTo(_path.AsSpan(_length));
            bool wanted = _lookup.TryGetValue(_path.AsSpan(0, _length + name.Length), out (int Slot, FieldFormat Format) found);
            text = wanted ? _values[found.Slot] : null;
            format = found.Format;
            if (text is { Length: > 0 }) { text.Append(','); }
            return wanted;
        }
    }
}
