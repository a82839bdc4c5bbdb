using System.CommandLine;
using Weir.Cli.Output;
using Weir.Cli.Traffic;
using Weir.Traffic;

namespace Weir.Cli.Commands;

/// <summary><c>weir http-server --port PORT</c>: a small web server.</summary>
internal static class HttpServerCommand
{
    private const int MostBody = 1024 * 1024 * 1024;

    /// <summary>Makes the command.</summary>
    public static Command Create(CommandContext context)
    {
        Option<int> port = TrafficOptions.Port();
        Option<string?> address = TrafficOptions.Address();
        var folder = new Option<string?>("--folder") { Description = "The folder whose files are served; one page of its own under every path when not said", HelpName = "DIR" };
        var size = new Option<string?>("--size") { Description = "Bytes of that page", HelpName = "SIZE" };
        var body = new Option<string?>("--body") { Description = "Text of that page", HelpName = "TEXT" };
        Option<bool> json = TrafficOptions.Json();
        var command = new VerbCommand("http-server", "Answers HTTP requests (GET and HEAD) with a fixed page or with the files of a folder, over IPv4 and IPv6, until it is stopped. One line for each request.")
        {
            Examples = [("weir http-server --port 8080", "a page"), ("weir http-server --port 8080 --folder site", "the files below 'site'"), ("weir http-server --port 8080 --size '1 MiB'", "a page of a mebibyte")],
        };
        foreach (Option option in (Option[])[port, address, folder, size, body, json]) { command.Add(option); }
        command.SetAction((parsed, _) =>
        {
            var options = new HttpServerOptions { Port = TrafficOptions.CheckedPort(parsed.GetValue(port)), Address = parsed.GetValue(address), Folder = parsed.GetValue(folder) is { } name ? context.PathOf(name) : null };
            if (parsed.GetValue(body) is { } text) { options = options with { Body = System.Text.Encoding.UTF8.GetBytes(text) }; }
            if (parsed.GetValue(size) is { } bytes) { options = options with { Body = HttpServerOptions.Page(TrafficOptions.Size(bytes, 0, 0, MostBody)) }; }
            return RunAsync(context, options, parsed.GetValue(json));
        });
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, HttpServerOptions options, bool json)
    {
        long requests = 0, good = 0, bytes = 0;
        using var server = new HttpServer(options, one =>
        {
            requests++;
            if (one.Status < 400) { good++; }
            bytes += one.Bytes;
            TrafficOptions.Say(context, json, $"{one.From} {one.Method} {one.Path} {one.Status} {one.Bytes}");
        });
        TrafficOptions.Say(context, json, $"serving on port {server.Port}");
        await server.RunAsync(context.Cancellation);
        if (json)
        {
            JsonOutput.Write(context, writer =>
            {
                writer.WriteStartObject();
                writer.WriteNumber("port", options.Port);
                writer.WriteNumber("requests", requests);
                writer.WriteNumber("good", good);
                writer.WriteNumber("bytes", bytes);
                writer.WriteEndObject();
            });
        }
        else { context.Out.WriteLine($"{requests} requests, {good} good, {bytes} bytes"); }
        return (int)ExitCode.Success;
    }
}
