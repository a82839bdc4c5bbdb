namespace Weir;

/// <summary>One value of a <see cref="Record"/>: nothing, a whole number, a floating-point number or text.</summary>
public readonly record struct RecordValue
{
    private readonly double _real;

    private RecordValue(RecordValueKind kind, long integer, double real, string? text)
    {
        Kind = kind;
        Integer = integer;
        _real = real;
        Text = text;
    }

    /// <summary>The value that is not known.</summary>
    public static RecordValue Null => default;

    /// <summary>What it is.</summary>
    public RecordValueKind Kind { get; }

    /// <summary>The whole number; 0 when it is something else.</summary>
    public long Integer { get; }

    /// <summary>The floating-point number; 0 when it is something else.</summary>
    public double Real => _real;

    /// <summary>The text; null when it is something else.</summary>
    public string? Text { get; }

    /// <summary>A whole number.</summary>
    public static RecordValue Of(long value) => new(RecordValueKind.Integer, value, 0, null);

    /// <summary>A whole number; above 2^63-1 it is written as that, since stores know signed numbers only.</summary>
    public static RecordValue Of(ulong value) => Of((long)Math.Min(value, long.MaxValue));

    /// <summary>A whole number, or nothing.</summary>
    public static RecordValue Of(long? value) => value is { } known ? Of(known) : Null;

    /// <summary>A whole number, or nothing.</summary>
    public static RecordValue Of(ulong? value) => value is { } known ? Of(known) : Null;

    /// <summary>A floating-point number, or nothing.</summary>
    public static RecordValue Of(double? value) => value is { } known ? new(RecordValueKind.Real, 0, known, null) : Null;

    /// <summary>Text, or nothing.</summary>
    public static RecordValue Of(string? value) => value is null ? Null : new(RecordValueKind.Text, 0, 0, value);
}
