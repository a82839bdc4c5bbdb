using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;

namespace Weir.Control;

/// <summary>Compiles a C# file into an app. The file has one public class that derives from <see cref="ControllerApp"/> and has a constructor without parameters; it runs with all rights of this process.</summary>
internal static class AppCompiler
{
    private const string Usings = "global using System; global using System.Collections.Generic; global using System.Linq; global using Weir.Control; global using Weir.Wire.Frames; global using Weir.Wire.OpenFlow;";

    /// <summary>Compiles the file of the settings.</summary>
    /// <exception cref="WeirException">It cannot be read, does not compile, or has no such class.</exception>
    public static ControllerApp Create(ControllerAppSettings settings)
    {
        if (settings.File is not { Length: > 0 } file) { throw new WeirException("say which file: app:FILE"); }
        Assembly assembly = Compile(file);
        Type[] found = [.. assembly.GetExportedTypes().Where(type => !type.IsAbstract && type.IsSubclassOf(typeof(ControllerApp)))];
        if (found.Length != 1) { throw new WeirException($"{file}: it has {found.Length} public classes that derive from ControllerApp; one is needed"); }
        if (found[0].GetConstructor(Type.EmptyTypes) is not { } constructor) { throw new WeirException($"{file}: {found[0].Name} needs a public constructor without parameters"); }
        try
        {
            return (ControllerApp)constructor.Invoke(null);
        }
        catch (TargetInvocationException fault)
        {
            throw new WeirException($"{file}: the constructor of {found[0].Name} failed: {fault.InnerException!.Message}", 5, fault);
        }
    }

    private static Assembly Compile(string file)
    {
        SourceText source;
        try
        {
            using FileStream stream = File.OpenRead(file);
            source = SourceText.From(stream);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new WeirException($"{file}: {cause.Message}", 2, cause);
        }

        CSharpParseOptions language = CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Latest);
        SyntaxTree[] trees = [CSharpSyntaxTree.ParseText(source, language, file), CSharpSyntaxTree.ParseText(Usings, language)];
        // What this process itself runs with: the framework and Weir.
        string paths = (string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") ?? "";
        IEnumerable<MetadataReference> references = paths.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Select(path => MetadataReference.CreateFromFile(path));
        CSharpCompilation compilation = CSharpCompilation.Create(
            "weir-app", trees, references, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, nullableContextOptions: NullableContextOptions.Enable));
        using MemoryStream image = new();
        EmitResult result = compilation.Emit(image);
        if (result.Diagnostics.FirstOrDefault(one => one.Severity == DiagnosticSeverity.Error) is { } mistake)
        {
            LinePosition at = mistake.Location.GetLineSpan().StartLinePosition;
            throw new WeirException($"{file}:{at.Line + 1}:{at.Character + 1}: {mistake.GetMessage(System.Globalization.CultureInfo.InvariantCulture)} ({mistake.Id})");
        }

        image.Position = 0;
        return new AssemblyLoadContext(file).LoadFromStream(image);
    }
}
