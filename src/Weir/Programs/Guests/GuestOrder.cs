using System.Text.Json;

namespace Weir.Programs.Guests;

/// <summary>A <see cref="ProcessOrder"/> as JSON.</summary>
internal static class GuestOrder
{
    /// <summary>Writes an order.</summary>
    public static byte[] Write(ProcessOrder order)
    {
        using var memory = new MemoryStream();
        using (var json = new Utf8JsonWriter(memory))
        {
            json.WriteStartObject();
            json.WriteStartArray("command");
            foreach (string part in order.Command) { json.WriteStringValue(part); }
            json.WriteEndArray();
            json.WriteStartObject("environment");
            foreach ((string name, string value) in order.Environment) { json.WriteString(name, value); }
            json.WriteEndObject();
            if (order.Folder is { } folder) { json.WriteString("folder", folder); }
            if (order.User is { } user) { json.WriteString("user", user); }
            json.WriteBoolean("input", order.HasInput);
            json.WriteEndObject();
        }

        return memory.ToArray();
    }

    /// <summary>Reads an order.</summary>
    /// <exception cref="WeirException">It is none.</exception>
    public static ProcessOrder Read(ReadOnlyMemory<byte> payload)
    {
        try
        {
            using var json = JsonDocument.Parse(payload);
            JsonElement root = json.RootElement;
            string[] command = [.. root.GetProperty("command").EnumerateArray().Select(part => part.GetString() ?? "")];
            Dictionary<string, string> environment = root.GetProperty("environment").EnumerateObject().ToDictionary(one => one.Name, one => one.Value.GetString() ?? "");
            return new ProcessOrder(command, environment, Text(root, "folder"), Text(root, "user"), root.GetProperty("input").GetBoolean());
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException or ArgumentException)
        {
            throw new WeirException($"the order for the guest is not understood: {fault.Message}", 5, fault);
        }
    }

    private static string? Text(JsonElement root, string name) => root.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;
}
