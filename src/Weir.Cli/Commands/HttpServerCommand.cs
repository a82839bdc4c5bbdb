using System.CommandLine;
using System.Globalization;
using Weir.Cli.Captures;
using Weir.Cli.Output;
using Weir.Cli.Traffic;
using Weir.Traffic;

namespace Weir.Cli.Commands;

/// <summary><c>weir http-server</c>: a small web server for experiments.</summary>
internal static class HttpServerCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandContext context)
    {
        var port = new Option<int>("--port", "-p") { Description = "The TCP port", Required = true };
        var folder = new Option<string?>("--folder") { Description = "The folder whose files it serves; a page of its own when not given" };
        Option<string?> size = UnitOptions.Size("Bytes of the page of its own");
        Option<bool> json = CaptureOptions.Json();
        var command = new VerbCommand("http-server", "Serves a page, or the files of a folder, over HTTP/1.1, IPv4 and IPv6, until it is ended. Prints each request, and at the end how many there were.")
        {
            Examples = [("weir http-server --port 8080", "a page at http://localhost:8080/"), ("weir http-server --port 8080 --size '1 MiB'", "a page of a mebibyte, to measure with")],
        };
        command.Add(port);
        command.Add(folder);
        command.Add(size);
        command.Add(json);
        command.SetAction((parsed, cancellation) => RunAsync(context, parsed.GetValue(port), parsed.GetValue(folder), parsed.GetValue(size), parsed.GetValue(json), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, int port, string? folder, string? size, bool json, CancellationToken cancellation)
    {
        if (folder is not null && !Directory.Exists(context.PathOf(folder))) { throw new WeirException($"{folder}: no such folder"); }
        using var server = new HttpServer(port, folder is null ? null : context.PathOf(folder), (int)(UnitOptions.Bytes(size) ?? 0));
        var gate = new Lock();
        server.Served += (method, path, status, client) =>
        {
            lock (gate)
            {
                TextWriter writer = json ? context.Error : context.Out;
                writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{client} {method} {path} {status}"));
                if (!json) { context.Flush(); }
            }
        };
        server.Listen();
        context.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"listening on port {port}"));
        await server.RunAsync(cancellation);
        if (json)
        {
            JsonOutput.Write(context, writer =>
            {
                writer.WriteStartObject();
                writer.WriteNumber("requests", server.Requests);
                writer.WriteNumber("bytes", server.Bytes);
                writer.WriteNumber("broken", server.Broken);
                writer.WriteEndObject();
            });
        }
        else { context.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{server.Requests} requests, {server.Bytes} bytes, {server.Broken} connections broke")); }
        return (int)ExitCode.Success;
    }
}
