using System.Net;
using System.Text.Json;

namespace Weir.Declaration;

/// <summary>
/// The values of one declared thing, checked against its <see cref="KindForm"/>. Immutable. The getters throw <see cref="InvalidOperationException"/> for a key that the form lacks, that has no value and no default, or
/// that has a value of another form: all three are faults of the caller, not of the file.
/// </summary>
public sealed class Settings
{
    private readonly object?[] _values;
    private readonly SourcePlace[] _places;

    internal Settings(KindForm form, SourcePlace place, object?[] values, SourcePlace[] places)
    {
        Form = form;
        Place = place;
        _values = values;
        _places = places;
    }

    /// <summary>What it may say.</summary>
    public KindForm Form { get; }

    /// <summary>Where it stands.</summary>
    public SourcePlace Place { get; }

    /// <summary>True when every key that the file says was read, and none is missing. Only then do the getters keep what the form promises.</summary>
    public bool IsWhole { get; internal init; } = true;

    /// <summary>Settings of a form that say nothing, so that defaults hold.</summary>
    public static Settings Empty(KindForm form) => new(form, SourcePlace.None, new object?[form.Keys.Count], new SourcePlace[form.Keys.Count]);

    /// <summary>True when the file says the key; false when a default holds or there is none.</summary>
    public bool Has(string key) => _values[IndexOf(key)] is not null;

    /// <summary>Where the key stands; the place of the whole thing when it does not.</summary>
    public SourcePlace PlaceOf(string key) => _places[IndexOf(key)] is { Line: > 0 } place ? place : Place;

    /// <summary>The value as its form has read it; the default when the file does not say it; null when there is none.</summary>
    public object? ValueOrNull(string key)
    {
        int at = IndexOf(key);
        return _values[at] ?? Form.Keys[at].DefaultValue;
    }

    /// <summary>A text, word of an enumeration, reference or MAC address.</summary>
    public string Text(string key) => Of<string>(key);

    /// <summary>A text, or null when there is none.</summary>
    public string? TextOrNull(string key) => (string?)ValueOrNull(key);

    /// <summary>An integer or port.</summary>
    public long Integer(string key) => Of<long>(key);

    /// <summary>An integer, or null when there is none.</summary>
    public long? IntegerOrNull(string key) => (long?)ValueOrNull(key);

    /// <summary>A number.</summary>
    public double Number(string key) => Of<double>(key);

    /// <summary>A number, or null when there is none.</summary>
    public double? NumberOrNull(string key) => (double?)ValueOrNull(key);

    /// <summary>A flag; false when there is none.</summary>
    public bool Flag(string key) => ValueOrNull(key) is true;

    /// <summary>A duration.</summary>
    public TimeSpan Duration(string key) => Of<TimeSpan>(key);

    /// <summary>A duration, or null when there is none.</summary>
    public TimeSpan? DurationOrNull(string key) => (TimeSpan?)ValueOrNull(key);

    /// <summary>A rate.</summary>
    public DataRate Rate(string key) => Of<DataRate>(key);

    /// <summary>A rate, or null when there is none.</summary>
    public DataRate? RateOrNull(string key) => (DataRate?)ValueOrNull(key);

    /// <summary>A size.</summary>
    public DataSize Size(string key) => Of<DataSize>(key);

    /// <summary>A size, or null when there is none.</summary>
    public DataSize? SizeOrNull(string key) => (DataSize?)ValueOrNull(key);

    /// <summary>A fraction between 0 and 1.</summary>
    public double Fraction(string key) => Of<double>(key);

    /// <summary>A fraction between 0 and 1, or null when there is none.</summary>
    public double? FractionOrNull(string key) => (double?)ValueOrNull(key);

    /// <summary>An address.</summary>
    public IPAddress Address(string key) => Of<IPAddress>(key);

    /// <summary>An address with its prefix length.</summary>
    public IpPrefix Prefix(string key) => Of<IpPrefix>(key);

    /// <summary>The values of a list; one of what is no list; empty when there is none.</summary>
    public IReadOnlyList<object> Values(string key) => ValueOrNull(key) switch { null => [], IReadOnlyList<object> list => list, object one => [one] };

    /// <summary>The texts of a list, also of references; one for a single text; empty when there is none.</summary>
    public IReadOnlyList<string> Texts(string key) => ValueOrNull(key) switch { null => [], string[] texts => texts, string one => [one], _ => [.. Values(key).Cast<string>()] };

    /// <summary>A nested map, or null when there is none.</summary>
    public Settings? Map(string key) => ValueOrNull(key) as Settings;

    /// <summary>The nested maps of a list; one for a single map; empty when there is none.</summary>
    public IReadOnlyList<Settings> Maps(string key) => [.. Values(key).OfType<Settings>()];

    /// <summary>The entries of a map of free names, in order; empty when there is none.</summary>
    public IReadOnlyList<KeyValuePair<string, object>> Entries(string key) => ValueOrNull(key) as IReadOnlyList<KeyValuePair<string, object>> ?? [];

    /// <summary>Writes the values and defaults as one JSON object, keys in the form's order, without what has no value.</summary>
    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        WriteMembers(json);
        json.WriteEndObject();
    }

    /// <summary>Writes the members of <see cref="WriteTo"/> into an object that is open.</summary>
    public void WriteMembers(Utf8JsonWriter json)
    {
        for (int i = 0; i < _values.Length; i++)
        {
            KeyForm key = Form.Keys[i];
            if ((_values[i] ?? key.DefaultValue) is not { } value) { continue; }
            json.WritePropertyName(key.Name);
            key.Form.WriteValue(json, value);
        }
    }

    private int IndexOf(string key)
    {
        int at = Form.IndexOf(key);
        return at >= 0 ? at : throw new InvalidOperationException($"'{Form.Name}' has no key '{key}'");
    }

    private T Of<T>(string key) => ValueOrNull(key) is T value ? value : throw new InvalidOperationException($"'{Form.Name}' has no {typeof(T).Name} '{key}'");
}
