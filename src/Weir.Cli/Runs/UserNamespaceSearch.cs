using System.Diagnostics;
using System.Text.Json;
using Weir.Platform;
using Weir.Running;

namespace Weir.Cli.Runs;

/// <summary>
/// Cleans up what dead runs of an ordinary user left where only the inside can see it: programs that hide their mark are known by the network that they live in, which may be entered from their own user namespace
/// alone. So Weir looks from inside each user namespace in which a process of this user lives.
/// </summary>
internal static class UserNamespaceSearch
{
    /// <summary>Removes (or with <paramref name="dry"/> only finds) what dead runs left in each of them. Nothing when this user is the superuser.</summary>
    public static IReadOnlyList<CleanResult> Clean(RunRegistry registry, bool dry)
    {
        var results = new List<CleanResult>();
        if (UserNamespaces.HasNetworkRights) { return results; }
        foreach (int pid in UserNamespaces.Elsewhere())
        {
            IReadOnlyList<string> command = [.. UserNamespaces.Entering(pid), .. RunSetup.WeirCommand(), "clean", "--inside", .. dry ? ["--dry-run"] : Array.Empty<string>()];
            var start = new ProcessStartInfo(command[0]) { RedirectStandardOutput = true, RedirectStandardError = true };
            foreach (string word in command.Skip(1)) { start.ArgumentList.Add(word); }
            start.Environment["WEIR_REGISTRY"] = registry.Folder;
            using Process process = Process.Start(start) ?? throw new WeirException("'nsenter' of util-linux cannot be started", (int)ExitCode.MachineLacks);
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            // A namespace that has ended meanwhile cannot be entered, and nothing is in it any more.
            if (process.ExitCode == 0) { results.AddRange(Read(output)); }
        }

        return results;
    }

    /// <summary>Writes what was found inside, for <see cref="Clean"/> outside.</summary>
    public static void Write(Utf8JsonWriter json, IEnumerable<CleanResult> results)
    {
        json.WriteStartArray();
        foreach (CleanResult result in results)
        {
            json.WriteStartObject();
            json.WriteString("run", result.Run.Text);
            WriteObjects(json, "found", result.Found);
            WriteObjects(json, "left", result.Left);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteObjects(Utf8JsonWriter json, string name, IReadOnlyList<RunObject> objects)
    {
        json.WriteStartArray(name);
        foreach (RunObject one in objects)
        {
            json.WriteStartObject();
            json.WriteString("kind", one.Kind);
            json.WriteString("name", one.Name);
            json.WriteNumber("process", one.Pid);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static IEnumerable<CleanResult> Read(string output)
    {
        using var json = JsonDocument.Parse(output);
        return [.. json.RootElement.EnumerateArray().Select(one => new CleanResult(new RunId(one.GetProperty("run").GetString() ?? ""), Objects(one, "found"), Objects(one, "left")))];
    }

    private static RunObject[] Objects(JsonElement json, string name) =>
        [.. json.GetProperty(name).EnumerateArray().Select(one => new RunObject(one.GetProperty("kind").GetString() ?? "", one.GetProperty("name").GetString() ?? "", one.GetProperty("process").GetInt32()))];
}
