using System.Globalization;
using System.Text.Json;
using Weir.Running;

namespace Weir.Cli.Runs;

/// <summary>An event as a line of text: time, subject, sentence.</summary>
internal static class EventLine
{
    /// <summary>Of an event as it stands in the record.</summary>
    public static string Of(JsonElement one) =>
        Of(one.GetProperty("time").GetDouble(), one.GetProperty("kind").GetString() ?? "", one.TryGetProperty("subject", out JsonElement subject) ? subject.GetString() ?? "" : "", one.GetProperty("text").GetString() ?? "");

    /// <summary>Reads a line of <c>events.jsonl</c>; null when it is no whole event.</summary>
    public static JsonElement? Read(string line)
    {
        try
        {
            using var one = JsonDocument.Parse(line);
            return Has(one.RootElement, "time", JsonValueKind.Number) && Has(one.RootElement, "kind", JsonValueKind.String) && Has(one.RootElement, "text", JsonValueKind.String) ? one.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Of an event.</summary>
    public static string Of(RunEvent one) => Of(one.Time, one.Kind, one.Subject, one.Text);

    private static bool Has(JsonElement one, string name, JsonValueKind kind) => one.ValueKind == JsonValueKind.Object && one.TryGetProperty(name, out JsonElement value) && value.ValueKind == kind;

    private static string Of(double time, string kind, string subject, string text) =>
        string.Create(CultureInfo.InvariantCulture, $"{time,10:F3}  {kind,-15}  {(subject.Length == 0 ? "" : subject + ": ")}{text}");
}
