using Slipway.Factory;
using Slipway.Factory.Trees;
using Slipway.Templates;

namespace Slipway.Client;

/// <summary>
/// A tree of templates for upload: the files that its settings select from the directory, which may be a whole
/// repository.
/// </summary>
internal static class TreeContent
{
    /// <exception cref="SlipwayException">The tree's settings are refused.</exception>
    public static TarGzContent Of(DirectoryInfo directory)
    {
        var selection = SelectionOf(directory);
        return new TarGzContent(directory.FullName,
            (path, entry) => entry is DirectoryInfo ? selection.HasDirectory(path) : selection.HasFile(path));
    }

    private static TreeSelection SelectionOf(DirectoryInfo directory)
    {
        try
        {
            return TreeSelection.Of(directory.FullName);
        }
        catch (SlipwayException e) when (e.Code == ErrorCode.Factory)
        {
            throw new SlipwayException(ErrorCode.Invalid, e.Message, e.NextStep);
        }
        catch (TemplateException e)
        {
            throw new SlipwayException(ErrorCode.Invalid, e.Message, $"correct {FactorySettings.FileName}");
        }
    }
}
