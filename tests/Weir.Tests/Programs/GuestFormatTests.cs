using System.Globalization;
using Weir.Programs;
using Weir.Programs.Guests;
using Weir.Tests.Fixtures;

namespace Weir.Tests.Programs;

/// <summary><c>docs/formats/guest.md</c> says what stands on the line.</summary>
public sealed class GuestFormatTests
{
    private static string Document => File.ReadAllText(Repository.PathOf("docs", "formats", "guest.md"));

    [Fact]
    public void Every_type_has_its_row_and_no_row_has_no_type()
    {
        string[] rows = [.. Document.Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal) && char.IsAsciiDigit(line[2])).Select(line => line.Split('|', StringSplitOptions.TrimEntries)).Where(cells => cells[3] is "agent" or "run").Select(cells => $"{cells[1]} {cells[2]} {cells[3]}")];
        // Who sends a type stands at the head of its comment.
        string source = File.ReadAllText(Repository.PathOf("src", "Weir", "Programs", "Guests", "GuestMessageType.cs"));
        string[] types = [.. Enum.GetValues<GuestMessageType>().Select(type => string.Create(CultureInfo.InvariantCulture, $"{(byte)type} {type} {SenderOf(source, type)}"))];
        rows.ShouldBe(types);
    }

    [Fact]
    public async Task The_message_of_the_document_is_the_one_on_the_line()
    {
        using var line = new MemoryStream();
        using (var guest = new GuestLine(line)) { await guest.WriteAsync(GuestMessageType.Signal, 7, new byte[] { 0, 0, 0, Signals.Terminate }, TestContext.Current.CancellationToken); }
        string hex = string.Join(' ', line.ToArray().Select(one => one.ToString("x2", CultureInfo.InvariantCulture)));
        Document.Replace("  ", " ", StringComparison.Ordinal).ShouldContain(hex);
    }

    [Fact]
    public void The_order_and_the_limits_of_the_document_are_those_of_the_code()
    {
        string example = Document.Split('\n').Single(line => line.StartsWith("    {\"command\"", StringComparison.Ordinal)).Trim();
        ProcessOrder order = GuestOrder.Read(System.Text.Encoding.UTF8.GetBytes(example));
        System.Text.Encoding.UTF8.GetString(GuestOrder.Write(order)).ShouldBe(example);
        foreach (int limit in (int[])[GuestLine.PayloadLimit, GuestLine.PieceLimit]) { Document.ShouldContain(limit.ToString("N0", CultureInfo.InvariantCulture)); }
        Document.ShouldContain($"At most {GuestAgent.ProcessLimit} processes");
    }

    private static string SenderOf(string source, GuestMessageType type)
    {
        string[] lines = source.Split('\n');
        int at = Array.FindIndex(lines, line => line.TrimStart().StartsWith($"{type} = ", StringComparison.Ordinal));
        return lines[at - 1].Contains("<summary>Agent:", StringComparison.Ordinal) ? "agent" : "run";
    }
}
