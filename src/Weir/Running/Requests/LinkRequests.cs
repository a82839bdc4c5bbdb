using System.Text.Json;
using Weir.Declaration;
using Weir.Lab.Building;
using Weir.Running.Scheduled;

namespace Weir.Running.Requests;

/// <summary>Shows links, changes what happens to their packets, or puts back what was planned.</summary>
internal sealed class LinkRequests : IControlRequest
{
    /// <inheritdoc/>
    public string Name => "link";

    /// <inheritdoc/>
    public async Task HandleAsync(JsonElement request, ControlReply reply, LabRun run, CancellationToken cancellation)
    {
        string wanted = request.TryGetProperty("link", out JsonElement name) ? name.GetString() ?? "" : "";
        LabLink[] links = [.. run.Network.Links.Where(one => wanted.Length == 0 || Names(one).Contains(wanted))];
        if (links.Length == 0)
        {
            string? near = Suggestion.Nearest(wanted, run.Network.Links.Select(one => one.Plan.Name));
            throw new WeirException($"there is no link '{wanted}'{(near is null ? "" : $": did you mean '{near}'?")}");
        }

        string action = request.GetProperty("action").GetString() ?? "show";
        foreach (LabLink link in links)
        {
            if (action == "reset") { Say(run, link, LinkChange.Apply(link, link.Plan.AtoB, link.Plan.BtoA)); }
            if (action == "set") { Say(run, link, LinkChange.Apply(link, SettingsText.Read(new LinkEvent().Form, request.GetProperty("values").EnumerateObject().Select(one => (one.Name, one.Value.GetString() ?? ""))), run.TraceFile)); }
            await reply.SendAsync(json => Write(json, link), cancellation).ConfigureAwait(false);
        }
    }

    private static string[] Names(LabLink link) =>
        [link.Plan.Name, link.Plan.Name.Replace(" ", "", StringComparison.Ordinal), $"{link.Plan.B.Node} -- {link.Plan.A.Node}", $"{link.Plan.B.Node}--{link.Plan.A.Node}", link.Plan.A.FullName, link.Plan.B.FullName];

    private static void Say(LabRun run, LabLink link, string text)
    {
        run.Events.Say(RunEventKinds.Link, link.Plan.Name, text, ("by", "user"));
        run.Mark($"link {link.Plan.Name}: {text}");
    }

    /// <summary>Writes a link's members into an object that is open.</summary>
    internal static void Write(Utf8JsonWriter json, LabLink link)
    {
        json.WriteString("link", link.Plan.Name);
        json.WriteString("backend", link.Plan.Backend.ToString().ToLowerInvariant());
        json.WriteString("reason", link.Plan.BackendReason);
        json.WriteString("asked", LinkChange.Describe(link.Plan));
        json.WriteString("now", LinkChange.Describe(link));
        json.WriteBoolean("changed", link.AtoB != link.Plan.AtoB || link.BtoA != link.Plan.BtoA);
        json.WriteStartArray("directions");
        foreach (LinkMeasurement one in link.Measure())
        {
            json.WriteStartObject();
            LinkJson.WriteMembers(json, one);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
