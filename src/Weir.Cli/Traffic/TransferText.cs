using System.Globalization;
using System.Text.Json;
using Weir.Cli.Output;
using Weir.Traffic;

namespace Weir.Cli.Traffic;

/// <summary>The result of a transfer, as a line or as a JSON object.</summary>
internal static class TransferText
{
    /// <summary>Writes it.</summary>
    public static void Write(CommandContext context, TransferResult result, bool json, bool datagrams)
    {
        if (!json)
        {
            context.Out.WriteLine(Line(result, datagrams));
            return;
        }

        JsonOutput.Write(context, writer =>
        {
            writer.WriteStartObject();
            writer.WriteNumber("bytes", result.Bytes);
            writer.WriteNumber(datagrams ? "packets" : "connections", result.Packets);
            writer.WriteNumber("seconds", Math.Round(result.Seconds, 6));
            writer.WriteNumber("bitsPerSecond", Math.Round(result.BitsPerSecond));
            if (datagrams) { WriteLoss(writer, result); }
            writer.WriteEndObject();
        });
    }

    /// <summary>One line: how much, how long, how fast, and what was missing.</summary>
    public static string Line(TransferResult result, bool datagrams)
    {
        string line = string.Create(CultureInfo.InvariantCulture, $"{result.Bytes} bytes{(datagrams ? $" in {result.Packets} datagrams" : "")}, {result.Seconds:0.000} s, {result.BitsPerSecond / 1e6:0.###} Mbit/s");
        return datagrams && (result.Lost | result.Reordered | result.Duplicated) != 0
            ? string.Create(CultureInfo.InvariantCulture, $"{line}, {result.Lost} lost, {result.Reordered} late, {result.Duplicated} twice, jitter {result.Jitter * 1000:0.###} ms") : line;
    }

    private static void WriteLoss(Utf8JsonWriter writer, TransferResult result)
    {
        writer.WriteNumber("lost", result.Lost);
        writer.WriteNumber("reordered", result.Reordered);
        writer.WriteNumber("duplicated", result.Duplicated);
        writer.WriteNumber("jitterSeconds", Math.Round(result.Jitter, 9));
    }
}
