using System.Text.Json;
using System.Threading.Channels;

namespace Weir.Consensus.Validating.Rpc;

/// <summary>Answers JSON-RPC 2.0 requests about a node: the frame of requests and answers; the methods stand in <see cref="NodeMethods"/>.</summary>
internal sealed class RpcMethods(ConsensusNode node)
{
    private const int BatchLimit = 100;

    /// <summary>Answers a request or a batch of them.</summary>
    public async Task<byte[]> AnswerAsync(ReadOnlyMemory<byte> body, CancellationToken cancellation)
    {
        var output = new MemoryStream();
        using var json = new Utf8JsonWriter(output);
        JsonDocument document;
        try { document = JsonDocument.Parse(body); }
        catch (JsonException fault)
        {
            WriteError(json, default, -32700, $"no JSON: {fault.Message}");
            json.Flush();
            return output.ToArray();
        }

        using (document)
        {
            JsonElement root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Array)
            {
                json.WriteStartArray();
                foreach (JsonElement one in root.EnumerateArray().Take(BatchLimit)) { await AnswerAsync(one, json, cancellation).ConfigureAwait(false); }
                json.WriteEndArray();
            }
            else
            {
                await AnswerAsync(root, json, cancellation).ConfigureAwait(false);
            }
        }

        json.Flush();
        return output.ToArray();
    }

    private async Task AnswerAsync(JsonElement request, Utf8JsonWriter json, CancellationToken cancellation)
    {
        JsonElement id = request.ValueKind == JsonValueKind.Object && request.TryGetProperty("id", out JsonElement given) ? given : default;
        try
        {
            if (request.ValueKind != JsonValueKind.Object || !request.TryGetProperty("method", out JsonElement name) || name.ValueKind != JsonValueKind.String)
            {
                throw new RpcException(-32600, "a request is an object with \"method\" and \"params\"");
            }

            if (!NodeMethods.All.TryGetValue(name.GetString()!, out NodeMethod? method))
            {
                string? near = Suggestion.Nearest(name.GetString()!, NodeMethods.All.Keys);
                throw new RpcException(-32601, $"there is no method {name.GetString()}{(near is null ? "" : $": did you mean {near}?")}");
            }

            JsonElement[] parameters = request.TryGetProperty("params", out JsonElement list) && list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray()] : [];
            byte[] result = await node.AskAsync(
                view =>
                {
                    var part = new MemoryStream();
                    using (var writer = new Utf8JsonWriter(part)) { method(view, parameters, writer); }
                    return part.ToArray();
                },
                cancellation).ConfigureAwait(false);
            Begin(json, id);
            json.WritePropertyName("result");
            json.WriteRawValue(result);
            json.WriteEndObject();
        }
        catch (RpcException fault)
        {
            WriteError(json, id, fault.Code, fault.Message);
        }
        catch (ChannelClosedException)
        {
            WriteError(json, id, -32000, "the node ends");
        }
    }

    private static void WriteError(Utf8JsonWriter json, JsonElement id, int code, string message)
    {
        Begin(json, id);
        json.WriteStartObject("error");
        json.WriteNumber("code", code);
        json.WriteString("message", message);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Begin(Utf8JsonWriter json, JsonElement id)
    {
        json.WriteStartObject();
        json.WriteString("jsonrpc", "2.0");
        json.WritePropertyName("id");
        if (id.ValueKind is JsonValueKind.Number or JsonValueKind.String) { id.WriteTo(json); } else { json.WriteNullValue(); }
    }
}
