using System.CommandLine;
using Weir.Declaration;
using Weir.Monitors;

namespace Weir.Cli.Monitors;

/// <summary>The keys of all kinds of monitors as options, so that what a lab file says can be said on the command line. A new kind brings its own.</summary>
internal sealed class MonitorOptions
{
    private readonly List<(string Key, Option<string[]> Option)> _options = [];

    /// <summary>One option a key; keys of the same name share it.</summary>
    public MonitorOptions()
    {
        foreach (IGrouping<string, (ILiveMonitorKind Kind, KeyForm Key)> group in MonitorKinds.All.SelectMany(kind => kind.Form.Keys.Select(key => (Kind: kind, Key: key))).GroupBy(one => one.Key.Name))
        {
            KeyForm key = group.First().Key;
            string kinds = string.Join(" and ", group.Select(one => one.Kind.Form.Name));
            _options.Add((group.Key, new Option<string[]>($"--{group.Key}") { Description = $"With {kinds}: {char.ToLowerInvariant(key.Summary[0])}{key.Summary[1..]}{(key.Default is { } standard ? $" ({standard})" : "")}", Arity = ArgumentArity.OneOrMore, AllowMultipleArgumentsPerToken = false, HelpName = group.Key.ToUpperInvariant() }));
        }
    }

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach ((_, Option<string[]> option) in _options) { command.Add(option); }
    }

    /// <summary>The settings of a kind that the user gave.</summary>
    /// <exception cref="WeirException">The kind has no such key, or a value is not of its form.</exception>
    public Settings Read(ParseResult parsed, ILiveMonitorKind kind)
    {
        var entries = new List<DeclaredEntry>();
        foreach ((string key, Option<string[]> option) in _options)
        {
            if (parsed.GetValue(option) is not { Length: > 0 } values) { continue; }
            if (kind.Form.IndexOf(key) < 0) { throw new WeirException($"--{key} does not belong to the monitor {kind.Form.Name}{(kind.Form.Keys.Count == 0 ? "" : $", which takes {string.Join(", ", kind.Form.Keys.Select(one => "--" + one.Name))}")}"); }
            DeclaredValue value = values.Length == 1 ? new DeclaredText(SourcePlace.None, values[0]) : new DeclaredList(SourcePlace.None, [.. values.Select(one => new DeclaredText(SourcePlace.None, one))]);
            entries.Add(new DeclaredEntry(new DeclaredText(SourcePlace.None, key), value));
        }

        var reader = new FormReader(new MistakeList(), NameTable.Empty);
        Settings? settings = reader.Read(new DeclaredMap(SourcePlace.None, [.. entries]), kind.Form);
        if (settings is not null && reader.Mistakes.Count == 0) { kind.Check(settings, reader); }
        if (settings is not null && reader.Mistakes.Count == 0) { return settings; }
        throw new WeirException(string.Join("; ", reader.Mistakes.InOrder().Select(one => one.Hint.Length == 0 ? one.Message : $"{one.Message} ({one.Hint})")));
    }
}
