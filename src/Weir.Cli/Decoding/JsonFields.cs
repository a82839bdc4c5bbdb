using System.Text.Json;
using Weir.Wire;

namespace Weir.Cli.Decoding;

/// <summary>The fields of one thing as a JSON object: nested values are objects, and a name that comes again at the same place becomes an array.</summary>
internal sealed class JsonFields : IFieldVisitor
{
    private readonly Stack<Node> _open = [];

    /// <summary>Begins with a new thing.</summary>
    public IFieldVisitor Begin()
    {
        _open.Clear();
        _open.Push(new Node(""));
        return this;
    }

    /// <summary>Writes the object.</summary>
    public void Write(Utf8JsonWriter writer) => WriteObject(writer, _open.Peek());

    /// <summary>Writes the fields of the thing into an object that is open already.</summary>
    public void WriteMembers(Utf8JsonWriter writer) => WriteMembers(writer, _open.Peek());

    public void Begin(string name)
    {
        var node = new Node(name);
        _open.Peek().Children.Add(node);
        _open.Push(node);
    }

    public void End() => _open.Pop();

    public void Field(string name, string value) => Add(new Node(name) { Text = value });

    public void Field(string name, long value) => Add(new Node(name) { Number = value });

    public void Field(string name, bool value) => Add(new Node(name) { Flag = value });

    public void Field(string name, ReadOnlySpan<byte> value) => Add(new Node(name) { Text = Convert.ToHexStringLower(value) });

    private void Add(Node node) => _open.Peek().Children.Add(node);

    private static void WriteObject(Utf8JsonWriter writer, Node node)
    {
        writer.WriteStartObject();
        WriteMembers(writer, node);
        writer.WriteEndObject();
    }

    private static void WriteMembers(Utf8JsonWriter writer, Node node)
    {
        foreach (IGrouping<string, Node> group in node.Children.GroupBy(child => child.Name, StringComparer.Ordinal))
        {
            writer.WritePropertyName(group.Key);
            bool several = group.Skip(1).Any();
            if (several) { writer.WriteStartArray(); }
            foreach (Node child in group) { WriteValue(writer, child); }
            if (several) { writer.WriteEndArray(); }
        }
    }

    private static void WriteValue(Utf8JsonWriter writer, Node node)
    {
        if (node.Text is { } text) { writer.WriteStringValue(text); }
        else if (node.Number is { } number) { writer.WriteNumberValue(number); }
        else if (node.Flag is { } flag) { writer.WriteBooleanValue(flag); }
        else { WriteObject(writer, node); }
    }

    private sealed record Node(string Name)
    {
        public string? Text { get; init; }

        public long? Number { get; init; }

        public bool? Flag { get; init; }

        public List<Node> Children { get; } = [];
    }
}
