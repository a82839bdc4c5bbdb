using System.Globalization;
using Weir.Wire;

namespace Weir.Dashboard.Packets;

/// <summary>Gathers the layers of a frame with their fields, in the order in which they lie in it.</summary>
internal sealed class LayerCollector : IFieldVisitor
{
    private readonly Stack<string> _path = new();

    /// <summary>The layers from the outside in.</summary>
    public List<Layer> Layers { get; } = [];

    /// <summary>Why the frame could not be read whole; null when it could.</summary>
    public string? Fault { get; private set; }

    /// <summary>Forgets everything, for the next frame.</summary>
    public LayerCollector Clear()
    {
        Layers.Clear();
        _path.Clear();
        Fault = null;
        return this;
    }

    /// <inheritdoc/>
    public void Begin(string name)
    {
        if (_path.Count == 0) { Layers.Add(new Layer(name)); }
        _path.Push(_path.TryPeek(out string? outer) ? $"{outer}.{name}" : name);
    }

    /// <inheritdoc/>
    public void End() => _path.Pop();

    /// <inheritdoc/>
    public void Field(string name, string value)
    {
        if (_path.TryPeek(out string? path)) { Layers[^1].Fields.Add(new($"{path}.{name}", value)); }
        else if (name == "fault") { Fault = value; }
    }

    /// <inheritdoc/>
    public void Field(string name, long value) => Field(name, value.ToString(CultureInfo.InvariantCulture));

    /// <inheritdoc/>
    public void Field(string name, bool value) => Field(name, value ? "1" : "0");

    /// <inheritdoc/>
    public void Field(string name, ReadOnlySpan<byte> value) => Field(name, Convert.ToHexStringLower(value));

    /// <summary>One layer.</summary>
    internal sealed class Layer(string name)
    {
        /// <summary>Its name, as tshark has it.</summary>
        public string Name => name;

        /// <summary>Its fields by their full names.</summary>
        public List<KeyValuePair<string, string>> Fields { get; } = [];

        /// <summary>A field by its name without the layer's; empty when it is not there.</summary>
        public string this[string field] => Fields.FirstOrDefault(one => one.Key.Length == name.Length + 1 + field.Length && one.Key.EndsWith(field, StringComparison.Ordinal)).Value ?? "";
    }
}
