using Weir.Wire;

namespace Weir;

/// <summary>One decoded message: its value, the conversation it travelled in, and its trail.</summary>
public sealed class Message
{
    /// <summary>The conversation.</summary>
    public required Conversation Conversation { get; init; }

    /// <summary>Which way it went.</summary>
    public required Direction Direction { get; init; }

    /// <summary>Protocol name, lower case (<c>rlpx</c>, <c>http</c>, <c>dns</c>).</summary>
    public required string Protocol { get; init; }

    /// <summary>Kind within the protocol, lower case (<c>prepare</c>, <c>request</c>, <c>query</c>).</summary>
    public required string Kind { get; init; }

    /// <summary>The decoded value. Equal payloads may share one value.</summary>
    public required IDescribed Value { get; init; }

    /// <summary>When its last byte was seen: nanoseconds since 1970-01-01 UTC.</summary>
    public required long Time { get; init; }

    /// <summary>Where it came from and what was done to it.</summary>
    public required Trail Trail { get; init; }
}
