using Weir.Declaration;
using Weir.Lab.Plan;

namespace Weir.Lab.Planning;

/// <summary>What links do to packets, and what carries them.</summary>
internal sealed partial class LabPlanner
{
    private readonly Dictionary<string, RateTrace> _traces = new(StringComparer.Ordinal);

    private LinkPlan[] PlanLinks(IReadOnlyList<EventPlan> events)
    {
        // Events change links while they run, so what they ask decides with what the links are made.
        var later = new Dictionary<string, List<Settings>>(StringComparer.Ordinal);
        foreach (EventTarget target in events.Where(e => e.Kind.Form.Name == "link").SelectMany(e => e.Targets))
        {
            if (!later.TryGetValue(target.Name, out List<Settings>? changes)) { later[target.Name] = changes = []; }
            changes.Add(target.Settings);
        }

        var plans = new LinkPlan[_links.Count];
        foreach (LinkDraft link in _links)
        {
            Settings said = link.Settings;
            Impairments both = Change(Impairments.None, said);
            (Impairments ab, Impairments ba) = (both, both);
            foreach ((string end, object value) in said.Entries("to"))
            {
                if (end == link.B.Node.Name) { ab = Change(ab, (Settings)value); }
                else if (end == link.A.Node.Name) { ba = Change(ba, (Settings)value); }
                else { _mistakes.Add(((Settings)value).Place, $"'{end}' is no end of the link '{link.Name}'", FormReader.Guess(end, [link.A.Node.Name, link.B.Node.Name])); }
            }

            foreach (string mistake in ab.Mistakes().Concat(ba.Mistakes()).Distinct()) { _mistakes.Add(said.Place.Line > 0 ? said.Place : link.Place, $"the link '{link.Name}': {mistake}", HintOf(mistake)); }
            List<Impairments> asked = [ab, ba];
            foreach (Settings change in later.GetValueOrDefault(link.Name) ?? [])
            {
                asked.Add(Change(both, change));
                foreach ((string end, object value) in change.Form.IndexOf("to") < 0 ? [] : change.Entries("to"))
                {
                    if (end != link.A.Node.Name && end != link.B.Node.Name) { _mistakes.Add(((Settings)value).Place, $"'{end}' is no end of the link '{link.Name}'", FormReader.Guess(end, [link.A.Node.Name, link.B.Node.Name])); }
                    asked.Add(Change(both, (Settings)value));
                }
            }

            int mtu = (int)said.Integer("mtu");
            (LinkBackend backend, string reason) = LinkBackends.Choose(said, asked, mtu, link, _mistakes);
            if (backend == LinkBackend.Kernel && !said.Has("backend") && _earlier.Link(link.Name) is { Backend: LinkBackend.Engine }) { (backend, reason) = (LinkBackend.Engine, "the engine carried it before, and a change in place loses no packet"); }
            plans[link.Index] = new LinkPlan(link.Name, PlanEnd(link.A, mtu), PlanEnd(link.B, mtu), link.Segment, backend, reason, ab, ba) { Offloads = said.Flag("offloads") };
        }

        return plans;
    }

    private static string HintOf(string mistake) => mistake.Contains("needs a delay", StringComparison.Ordinal) ? "add delay: 10 ms" : "see what the key takes: 'weir schema', or docs/lab-file.md";

    private static InterfacePlan PlanEnd(EndDraft end, int mtu) =>
        new(end.Node.Name, end.Name, end.FullName, KernelNames.Of(end.FullName), end.Mac, mtu, end.Addresses, end.Link.Index, ReferenceEquals(end, end.Link.A));

    private Impairments Change(Impairments before, Settings settings) => LinkForms.Change(before, settings, path => Trace(path, settings.PlaceOf("trace")));

    private RateTrace Trace(string path, SourcePlace place)
    {
        string full = Path.Combine(Path.GetDirectoryName(place.File) ?? "", path);
        if (_traces.TryGetValue(full, out RateTrace? known)) { return known; }
        var none = new RateTrace([new RateStep(TimeSpan.Zero, new DataRate(1_000_000))]);
        try
        {
            using var reader = new StringReader(_options.ReadFile(full));
            return _traces[full] = RateTrace.Parse(reader, path);
        }
        catch (WeirException wrong)
        {
            _mistakes.Add(place, wrong.Message, "lines of a trace are TIME RATE, such as 1.5 5 Mbit/s, or times in ms as mahimahi writes them");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            _mistakes.Add(place, $"the trace '{path}' cannot be read: {fault.Message.TrimEnd('.')}", "paths start from the folder of the lab file");
        }

        return _traces[full] = none;
    }
}
